// A clock tower at night with one window lit.
#include "common.inc"
camera { location <-24, 5, -86> look_at <8, 31.5, 0> angle 47 right x*1.5 }
CloudySky(C("3b4a66"), C("24324f"), C("0d1630"), C("5a6a86"), 0.55)
Sun(<-0.7, 0.6, -0.1>, C("9db6e6")*1.7)
Fill(C("4a6098")*0.5)
fog { fog_type 2 distance 300 color C("2b3d62") fog_offset 0 fog_alt 12 up y }
#declare Stone = texture { pigment { brick C("4b4a4c"), C("8b8478") brick_size <2.2, 0.9, 2.2> mortar 0.05 turbulence 0.02 }
  normal { granite 0.15 scale 2 } }
#declare Lead = texture { pigment { C("39454f") } finish { specular 0.4 roughness 0.04 reflection 0.08 } }
#macro Window(X, Y, W, H, Lit)
  union {
    box { <X-W/2, Y, -0.06>, <X+W/2, Y+H, 0.02> }
    cylinder { <X, Y+H, -0.06>, <X, Y+H, 0.02>, W/2 }
    #if (Lit) pigment { C("ffcf86") } Glow(C("ffc070")*4) #else pigment { C("0c121d") } finish { reflection 0.25 } #end
  }
  #if (Lit) box { <X-0.07, Y, -0.12>, <X+0.07, Y+H+W/2, 0> pigment { C("191510") } }
    box { <X-W/2, Y+H*0.5, -0.12>, <X+W/2, Y+H*0.5+0.12, 0> pigment { C("191510") } } #end
#end
#declare Face = union {
  cylinder { <0, 0, -0.3>, <0, 0, 0>, 3.7 pigment { C("a8874a") } finish { specular 0.5 } }
  cylinder { <0, 0, -0.36>, <0, 0, -0.3>, 3.4 pigment { C("fff2cf") } Glow(C("ffe9b8")*1.25) }
  #declare K = 0;
  #while (K < 12)
    box { <-0.11, 2.5, -0.42>, <0.11, 3.15, -0.35> pigment { C("141210") } rotate z*K*30 }
    #declare K = K + 1;
  #end
  box { <-0.17, -0.5, -0.48>, <0.17, 2, -0.42> pigment { C("141210") } rotate z*28 }
  box { <-0.11, -0.7, -0.5>, <0.11, 2.9, -0.44> pigment { C("141210") } rotate z*-24 }
  torus { 3.55, 0.2 rotate x*90 translate z*-0.3 pigment { C("8f7038") } finish { specular 0.6 } }
}
#macro Side()
  union {
    object { Face translate <0, 38, -5.3> }
    #local F = 0;
    #while (F < 5)
      Window(-2.3, 6+F*5.4, 1.2, 2.6, 0)
      Window(2.3, 6+F*5.4, 1.2, 2.6, 0)
      #local F = F + 1;
    #end
    translate z*0
  }
#end
union {
  box { <-5, 0, -5>, <5, 33, 5> }
  #declare S = -1;
  #while (S < 2)
    box { <S*5.1-0.7, 0, -5.7>, <S*5.1+0.7, 44, -4.3> } box { <S*5.1-0.7, 0, 4.3>, <S*5.1+0.7, 44, 5.7> }
    #declare S = S + 2;
  #end
  box { <-5.5, 32.6, -5.5>, <5.5, 33.4, 5.5> } box { <-5.2, 33, -5.2>, <5.2, 43.6, 5.2> }
  box { <-6, 43.4, -6>, <6, 44.4, 6> }
  texture { Stone }
}
#declare Rows = union {
  object { Face translate <0, 38.3, -5.25> }
  #declare F = 0;
  #while (F < 5)
    #declare K = -1;
    #while (K < 2)
      object { union { Window(K*2.6, 4+F*5.4, 1.15, 2.5, 0) } translate z*-5.02 }
      #declare K = K + 1;
    #end
    box { <-5.05, 8.4+F*5.4, -5.2>, <5.05, 8.7+F*5.4, -5> texture { Stone } }
    #declare F = F + 1;
  #end
}
union {
  object { Rows } object { Rows rotate y*90 }
  object { union { Window(2.6, 20.2, 1.15, 2.5, 1) } translate z*-5.08 }
  #declare K = 0;
  #while (K < 4)
    union { cone { <5.2, 44, 5.2>, 0.8, <5.2, 49, 5.2>, 0.05 } texture { Lead } rotate y*K*90 }
    #declare K = K + 1;
  #end
  prism { conic_sweep linear_spline 0, 1, 5, <-5.6, -5.6>, <5.6, -5.6>, <5.6, 5.6>, <-5.6, 5.6>, <-5.6, -5.6>
    rotate x*180 scale <1, 17, 1> translate y*61.4 texture { Lead } }
  cylinder { <0, 60, 0>, <0, 65, 0>, 0.14 texture { Lead } } sphere { <0, 62.4, 0>, 0.5 pigment { C("b08d4a") } finish { specular 0.8 } }
}
// The parliament's roofs, and trees, below.
union {
  box { <5, 0, -4>, <90, 15, 12> texture { Stone } }
  prism { linear_sweep linear_spline 5, 90, 4, <-5, 15>, <13, 15>, <4, 23>, <-5, 15> rotate z*-90 rotate x*0 matrix <1, 0, 0, 0, -1, 0, 0, 0, 1, 0, 0, 0> texture { Lead } }
  #declare K = 0;
  #while (K < 14)
    object { union { Window(9+K*5.6, 3, 1.6, 3, 0) Window(9+K*5.6, 9, 1.6, 3, 0) } translate z*-4.05 }
    box { <6+K*5.6, 0, -4.5>, <6.6+K*5.6, 16.5, -4> texture { Stone } }
    #declare K = K + 1;
  #end
}
#declare R = seed(5);
#declare K = 0;
#while (K < 60)
  sphere { 0, 1 scale <2+rand(R)*2, 2.4+rand(R)*2, 2> translate <-70+rand(R)*66, 2+rand(R)*4, 4+rand(R)*30> pigment { C("131b26") } normal { granite 1.5 scale 2 } }
  #declare K = K + 1;
#end
plane { y, 0 pigment { C("23262e") } finish { reflection { 0.02, 0.4 } } normal { bumps 0.1 scale 0.7 } }
#declare K = 0;
#while (K < 4)
  cylinder { <-24+K*13, 0, -24+K*5>, <-24+K*13, 4.6, -24+K*5>, 0.1 pigment { C("0d1016") } }
  sphere { <-24+K*13, 4.8, -24+K*5>, 0.32 pigment { C("ffd79a") } Glow(C("ffd79a")*7) }
  light_source { <-24+K*13, 4.8, -24+K*5> C("ffc27a")*1.2 fade_distance 5 fade_power 2 }
  #declare K = K + 1;
#end
