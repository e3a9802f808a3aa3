// A small ferry leaves an island pier; green hill, slack water, gulls.
#include "common.inc"
camera { location <-34, 15, -62> look_at <10, 6.5, 30> angle 46 right x*1.5 }
CloudySky(C("e7edea"), C("b4cbd3"), C("6f9ab0"), C("ffffff"), 0.62)
Sun(<-0.5, 0.45, -0.55>, C("fff3dd")*1.9)
Fill(C("9dbccb")*0.6)
fog { fog_type 2 distance 1100 color C("cfdde0") fog_offset 0 fog_alt 60 up y }
plane { y, 0 pigment { C("173f47") } finish { diffuse 0.35 reflection { 0.04, 0.85 fresnel } specular 0.5 roughness 0.005 } interior { ior 1.33 }
  normal { average normal_map { [1 bumps 0.35 scale <4, 1, 2>] [1 bumps 0.3 scale <0.9, 1, 0.6>] } } }
object { height_field { png "rock.png" smooth } translate <-0.5, 0, -0.5> scale <460, 46, 250> rotate y*20 translate <150, -4, 205>
  texture { pigment { slope { y } color_map { [0.5 C("6a665b")] [0.68 C("77755f")] [0.76 C("5d6846")] [0.88 C("67744a")] [1 C("7a8256")] } } normal { granite 0.2 scale 20 } } }
object { height_field { png "peaks.png" smooth } translate <-0.5, 0, 0> scale <2600, 190, 900> translate <-200, -12, 900> pigment { C("5d7480") } }
// The pier and its few houses.
union {
  box { <20, 2.2, 54>, <110, 3, 61> pigment { C("8c8375") } }
  #declare K = 0;
  #while (K < 18)
    cylinder { <21+K*5, -2, 54.5>, <21+K*5, 3.6, 54.5>, 0.4 } cylinder { <21+K*5, -2, 60.5>, <21+K*5, 3.6, 60.5>, 0.4 }
    #declare K = K + 1;
  #end
  cylinder { <22, 3, 57>, <22, 9, 57>, 0.2 } sphere { <22, 9.2, 57>, 0.45 pigment { C("b5382a") } }
  pigment { C("4b4238") }
}
#macro Cottage(X, Y, Z, Turn, Wall)
  union {
    box { <-4.5, -3, -3>, <4.5, 4, 3> pigment { C(Wall) } }
    prism { linear_sweep linear_spline -5, 5, 4, <-3.5, 0>, <3.5, 0>, <0, 3.4>, <-3.5, 0> rotate x*-90 rotate y*90 translate y*4 pigment { C("40454a") } }
    box { <-3.9, 5.4, -0.6>, <-2.7, 8.6, 0.6> pigment { C("8d5a46") } }
    box { <-0.6, 0, -3.05>, <0.6, 2.3, -3> pigment { C("8a2f27") } }
    box { <-3.3, 1.2, -3.05>, <-1.9, 2.6, -3> pigment { C("22303a") } } box { <1.9, 1.2, -3.05>, <3.3, 2.6, -3> pigment { C("22303a") } }
    rotate y*Turn translate <X, Y, Z>
  }
#end
Cottage(84, 3.6, 84, 14, "f2efe4") Cottage(99, 4, 96, 8, "e9d9b4") Cottage(112, 4, 88, -10, "f2efe4") Cottage(70, 4, 92, 20, "d8dfe0")
Cottage(126, 6, 104, 4, "f2efe4") Cottage(97, 3.4, 74, 6, "c9b39b")
#declare Cars = array[3] { "b23a2e", "d8d4c8", "3f6d86" }
// The ferry: open car deck forward, wheelhouse aft.
union {
  prism { linear_sweep linear_spline -0.6, 2.6, 10, <-15, -4.4>, <9, -4.4>, <13.5, -3.4>, <15.5, -2.2>, <15.5, 2.2>, <13.5, 3.4>, <9, 4.4>, <-15, 4.4>, <-16, 3>, <-15, -4.4>
    pigment { gradient y color_map { [0 C("8c2f25")] [0.3 C("8c2f25")] [0.3 C("1f3d52")] [0.86 C("1f3d52")] [0.86 C("f0ece0")] [1 C("f0ece0")] } scale 3.3 translate y*-0.62 } finish { specular 0.3 roughness 0.02 } }
  difference { box { <-14, 2.4, -4.2>, <13, 3.7, 4.2> } box { <-13, 2.7, -3.9>, <20, 5, 3.9> } pigment { C("f0ece0") } }
  box { <-14, 2.5, -3.8>, <-4, 6, 3.8> pigment { C("f4f1e7") } }
  #declare K = 0;
  #while (K < 5) box { <-13+K*1.8, 3.9, -3.86>, <-11.8+K*1.8, 5, -3.8> pigment { C("22333d") } finish { reflection 0.3 } } #declare K = K + 1; #end
  box { <-13.4, 6, -3.4>, <-4.6, 6.2, 3.4> pigment { C("c7c2b4") } }
  box { <-10, 6.2, -2.6>, <-5, 8.7, 2.6> pigment { C("f4f1e7") } }
  box { <-9.6, 7.2, -2.66>, <-4.94, 8.3, 2.66> pigment { C("1d2b35") } finish { reflection 0.35 } }
  box { <-10.4, 8.7, -3>, <-4.6, 8.95, 3> pigment { C("c9582d") } }
  cylinder { <-12, 6.2, 0>, <-12.5, 9.6, 0>, 0.8 pigment { gradient y color_map { [0 C("c9582d")] [0.7 C("c9582d")] [0.7 C("202020")] [1 C("202020")] } scale 3.4 translate y*6.2 } }
  cylinder { <-7.5, 8.9, 0>, <-7.5, 13, 0>, 0.1 pigment { C("e8e4d8") } } cylinder { <-7.5, 11.6, -1.4>, <-7.5, 11.6, 1.4>, 0.07 pigment { C("e8e4d8") } }
  box { <13, 2.4, -3>, <17.2, 5.4, 3> rotate z*0 pigment { C("dcd7c8") } }
  #declare K = 0;
  #while (K < 3)
    superellipsoid { <0.4, 0.3> scale <2, 0.55, 0.85> translate <-0.5+K*4.8, 3.4, -1.4> pigment { C(Cars[K]) } finish { specular 0.5 reflection 0.08 } }
    superellipsoid { <0.5, 0.4> scale <1.15, 0.5, 0.75> translate <-0.7+K*4.8, 4.1, -1.4> pigment { C("28323a") } finish { reflection 0.25 } }
    #declare K = K + 1;
  #end
  rotate y*147 translate <-3, 0, 14>
}
// Wake: pale foam in a widening V and the wash behind the stern.
#declare R = seed(9);
#declare K = 0;
#while (K < 420)
  #declare T = pow(rand(R), 0.8);
  #declare S = (rand(R)-0.5);
  sphere { 0, 1 scale <0.25+rand(R)*0.9, 0.06, 0.2+rand(R)*0.35> translate <-15-T*46, 0.02, S*(4+T*9)> rotate y*147 translate <-3, 0, 14>
    pigment { C("e6efee") transmit 0.15+0.6*T } }
  #declare K = K + 1;
#end
#macro Gull(P, S, A)
  union { sphere { 0, 1 scale <0.5, 0.13, 0.14> }
    prism { linear_sweep linear_spline 0, 0.03, 5, <0.2, 0>, <0.1, 0.8>, <-0.35, 1.7>, <-0.2, 0.7>, <0.2, 0> rotate x*A }
    prism { linear_sweep linear_spline 0, 0.03, 5, <0.2, 0>, <0.1, -0.8>, <-0.35, -1.7>, <-0.2, -0.7>, <0.2, 0> rotate x*-A }
    scale S rotate y*40 translate P pigment { C("f5f5f2") } finish { emission 0.15 } }
#end
box { <60, -2, 62>, <150, 3, 112> pigment { C("77705f") } }
Gull(<-16, 15, 4>, 1, -18) Gull(<-24, 18, 10>, 0.9, 14) Gull(<6, 17, 16>, 0.9, -24) Gull(<15, 20, 24>, 0.8, 12) Gull(<-8, 21, 30>, 0.8, -10)
