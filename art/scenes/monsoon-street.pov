// Monsoon rain on an old street: arcades, a mosque's domes at the end, lamps in the wet.
#include "common.inc"
camera { location <-1.2, 2.3, -14> look_at <0.6, 6.2, 30> angle 62 right x*1.5 }
Sky(C("b9c4c0"), C("98a8aa"), C("6d7f86"))
light_source { <20, 90, 30> C("c4d2d6")*0.85 area_light x*60, z*60, 4, 4 adaptive 1 jitter }
Fill(C("9fb2b2")*0.95)
Fog(120, C("a9b8b4"))
plane { y, 0
  pigment { bozo turbulence 0.7 scale <1.5, 1, 3> color_map { [0 C("2a2e2e")] [1 C("4a4842")] } }
  finish { diffuse 0.5 reflection { 0.1, 0.85 } specular 0.4 roughness 0.02 }
  normal { average normal_map { [1 bumps 0.14 scale <0.8, 1, 0.35>] [1.2 ripples 0.06 frequency 7 scale 0.8 turbulence 0.8] } } }
#declare Walls = array[6] { "b28a62", "a8836a", "8f9c8c", "c3a27a", "7f6a5c", "b59a86" }
#macro Arch(W, H, D)
  union { box { <-W/2, 0, -D>, <W/2, H-W/2, D> } cylinder { <0, H-W/2, -D>, <0, H-W/2, D>, W/2 }
    prism { linear_sweep linear_spline -D, D, 4, <-W*0.42, 0>, <W*0.42, 0>, <0, W*0.34>, <-W*0.42, 0> rotate x*-90 translate y*(H-W*0.24) } }
#end
// A house front in the plane z = 0, w wide, its floors arched and balconied.
#macro House(W, Floors, Paint, Seed)
  #local R = seed(Seed);
  #local H = Floors*3.7;
  union {
    difference {
      box { <0, 0, 0>, <W, H, 3> }
      #local F = 0;
      #while (F < Floors)
        #local N = int(W/2);
        #local K = 0;
        #while (K < N)
          object { Arch(1.25, 2.7, 0.5) translate <(K+0.5)*W/N, F*3.7+0.25, 0> }
          #local K = K + 1;
        #end
        #local F = F + 1;
      #end
      pigment { bozo turbulence 0.8 octaves 6 scale <2.5, 5, 2.5> color_map { [0 C(Paint)*0.55] [0.5 C(Paint)] [1 C(Paint)*0.8] } }
      normal { granite 0.08 scale 3 }
    }
    #local F = 0;
    #while (F < Floors)
      box { <-0.1, F*3.7+3.4, -0.35>, <W+0.1, F*3.7+3.62, 0.2> pigment { C(Paint)*0.8 } }
      #local K = 0;
      #while (K < int(W/2))
        #local X = (K+0.5)*W/int(W/2);
        #if (rand(R) < 0.3)
          box { <X-0.6, F*3.7+0.3, 0.42>, <X+0.6, F*3.7+2.9, 0.48> pigment { C("ffb765") } Glow(C("ffb765")*(0.5+1.3*rand(R))) }
        #else
          box { <X-0.6, F*3.7+0.3, 0.42>, <X+0.6, F*3.7+2.9, 0.48> pigment { C("33403f") } }
        #end
        #if (F > 0)
          box { <X-0.85, F*3.7+0.05, -0.7>, <X+0.85, F*3.7+0.18, 0> pigment { C(Paint)*0.7 } }
          #local J = -4;
          #while (J < 5)
            cylinder { <X+J*0.2, F*3.7+0.1, -0.66>, <X+J*0.2, F*3.7+1, -0.66>, 0.03 pigment { C("3a2b22") } }
            #local J = J + 1;
          #end
          box { <X-0.85, F*3.7+0.98, -0.7>, <X+0.85, F*3.7+1.05, -0.62> pigment { C("3a2b22") } }
        #end
        #local K = K + 1;
      #end
      #local F = F + 1;
    #end
    box { <-0.3, H, -0.5>, <W+0.3, H+0.3, 3> pigment { C(Paint)*0.9 } }
  }
#end
#declare K = 0;
#declare R = seed(71);
#while (K < 7)
  object { House(8, 2+int(rand(R)*2.3), Walls[mod(K, 6)], K+3) rotate y*-90 translate <-6.2-rand(R)*0.8, 0, -16+K*8> }
  object { House(8, 2+int(rand(R)*2.3), Walls[mod(K+3, 6)], K+31) rotate y*90 translate <6.4+rand(R)*0.8, 0, -8+K*8> }
  #declare K = K + 1;
#end
#declare Dome = lathe { cubic_spline 9, <0.2, -0.3>, <0.82, 0>, <1, 0.4>, <0.96, 0.8>, <0.72, 1.15>, <0.36, 1.42>, <0.1, 1.62>, <0.03, 1.95>, <0, 2.2> }
#declare Marble = texture { pigment { C("d9d2c4") } finish { diffuse 0.9 } }
union {
  difference { box { <-11, 0, 0>, <11, 10, 8> } object { Arch(5, 8.5, 1.5) } object { Arch(2.6, 6, 1) translate x*-6 } object { Arch(2.6, 6, 1) translate x*6 } }
  box { <-3.7, 10, 0>, <3.7, 12, 8> }
  object { Dome scale 4 translate <0, 12.3, 4> } object { Dome scale 2.5 translate <-7, 10.3, 4> } object { Dome scale 2.5 translate <7, 10.3, 4> }
  #declare S = -1;
  #while (S < 2)
    cylinder { <S*12.6, 0, 3>, <S*12.6, 22, 3>, 1.1 } cylinder { <S*12.6, 13, 3>, <S*12.6, 13.5, 3>, 1.7 }
    cylinder { <S*12.6, 21, 3>, <S*12.6, 21.5, 3>, 1.7 } object { Dome scale 1.3 translate <S*12.6, 23, 3> }
    #declare S = S + 2;
  #end
  texture { Marble } scale 1.25 translate <1, 0, 52>
}
// Stalls, wires, two walkers under umbrellas and a three-wheeler's lamps.
#macro Walker(X, Z, Col)
  union {
    cone { <0, 0.1, 0>, 0.26, <0, 1.3, 0>, 0.2 } sphere { <0, 1.55, 0>, 0.14 } pigment { C("23282a") } translate <X, 0, Z>
  }
  union {
    difference { sphere { <0, 1.35, 0>, 0.75 } sphere { <0, 1.33, 0>, 0.74 } box { <-1, 0, -1>, <1, 1.65, 1> } }
    cylinder { <0.1, 1, 0>, <0.05, 2.2, 0>, 0.015 } pigment { C(Col) } translate <X+0.1, 0, Z>
  }
#end
Walker(-0.9, 1.5, "8e2f2a") Walker(-2, 7, "20343a") Walker(2.4, 14, "2f4a3d") Walker(0.4, 20, "3a3030")
#declare K = 0;
#while (K < 5)
  union { box { <0, 2.5, 0>, <1.9, 2.56, 3.4> rotate z*-14 } pigment { C("7c4a33") } translate <-6.1, 0.3, -6+K*9> }
  sphere { <-4.6, 2.5, -4.2+K*9>, 0.11 pigment { C("ffd08a") } Glow(C("ffd08a")*14) }
  light_source { <-4.5, 2.4, -4.2+K*9> C("ffb060")*1.1 fade_distance 2.4 fade_power 2 }
  #declare K = K + 1;
#end
#declare K = 0;
#while (K < 4)
  sphere_sweep { cubic_spline 5, <-9, 9, K*7>, 0.03 <-6.5, 7.6, K*7>, 0.03 <0, 6.8, K*7+1>, 0.03 <6.5, 8, K*7+2>, 0.03 <9, 9, K*7+2>, 0.03 pigment { C("1d2122") } }
  #declare K = K + 1;
#end
union {
  superellipsoid { <0.4, 0.3> scale <0.7, 0.75, 1.2> translate <0, 1, 0> pigment { C("2f6a4a") } }
  box { <-0.55, 1, -1.22>, <0.55, 1.5, -1.1> pigment { C("1a2426") } finish { reflection 0.3 } }
  sphere { <0, 0.75, -1.25>, 0.13 pigment { C("fff0c4") } Glow(C("fff0c4")*18) }
  cylinder { <-0.05, 0.25, -0.9>, <0.05, 0.25, -0.9>, 0.25 pigment { C("101010") } }
  translate <2.6, 0, 4.5>
}
