// An old picture house at night: a vertical fin, a canopy of bulbs, a wet pavement.
#include "common.inc"
camera { location <-13, 2.1, -27> look_at <0.6, 6.6, 0> angle 52 right x*1.5 }
CloudySky(C("2d2a44"), C("1c2040"), C("0c1026"), C("4a3a5a"), 0.5)
Fill(C("6474b6")*0.5)
Fog(240, C("1c1b33"))
#declare Plaster = texture { pigment { bozo turbulence 0.7 octaves 6 scale <1.5, 4, 1.5> color_map { [0 C("8f7a66")] [0.5 C("b49b80")] [1 C("a28a70")] } } normal { granite 0.05 scale 2 } }
#declare Teal = texture { pigment { C("20565a") } finish { diffuse 0.8 specular 0.25 roughness 0.03 } }
#declare Bulb = union { sphere { 0, 0.085 pigment { C("ffdf9e") } Glow(C("ffb45c")*6) } no_shadow }
#declare DeadBulb = sphere { 0, 0.085 pigment { C("6a5a48") } finish { specular 0.6 } }
#declare R = seed(4);
#macro Bulbs(A, B, N)
  #local K = 0;
  #while (K < N)
    #if (rand(R) < 0.07) object { DeadBulb translate A+(B-A)*K/(N-1) } #else object { Bulb translate A+(B-A)*K/(N-1) } #end
    #local K = K + 1;
  #end
#end
// The front: stepped, fluted, with rounded corners.
union {
  box { <-9, 0, 0>, <9, 11, 8> } box { <-6.4, 0, -0.4>, <6.4, 13.4, 8> } box { <-3.6, 0, -0.8>, <3.6, 15.4, 8> }
  cylinder { <-9, 0, 1.2>, <-9, 11, 1.2>, 1.2 } cylinder { <9, 0, 1.2>, <9, 11, 1.2>, 1.2 }
  texture { Plaster }
}
#declare K = 0;
#while (K < 7)
  cylinder { <-3+K, 5.6, -0.8>, <-3+K, 14.8, -0.8>, 0.17 texture { Plaster } }
  #declare K = K + 1;
#end
#declare K = -1;
#while (K < 2)
  union {
    box { <-0.75, 6.6, -0.06>, <0.75, 9.4, 0.1> pigment { C("ffcf8a") } Glow(C("ffb866")*0.8) }
    box { <-0.04, 6.6, -0.12>, <0.04, 9.4, 0> pigment { C("241d1a") } } box { <-0.75, 7.5, -0.12>, <0.75, 7.56, 0> pigment { C("241d1a") } } box { <-0.75, 8.45, -0.12>, <0.75, 8.51, 0> pigment { C("241d1a") } }
    box { <-0.95, 6.3, -0.3>, <0.95, 6.6, 0> texture { Plaster } }
    translate <K*5, 0, -0.42>
  }
  #declare K = K + 2;
#end
box { <-9.2, 11, -0.3>, <9.2, 11.35, 0.2> texture { Teal } } box { <-6.6, 13.4, -0.6>, <6.6, 13.75, 0> texture { Teal } } box { <-3.8, 15.4, -1>, <3.8, 15.8, 0> texture { Teal } }
Bulbs(<-6.5, 13.9, -0.55>, <-3.8, 13.9, -0.55>, 8) Bulbs(<3.8, 13.9, -0.55>, <6.5, 13.9, -0.55>, 8) Bulbs(<-3.7, 15.95, -0.9>, <3.7, 15.95, -0.9>, 20)
// The fin, edged with bulbs, with neon rings instead of a name.
union {
  box { <-0.34, 5.4, -3.4>, <0.34, 17.6, -0.8> } cylinder { <-0.34, 17.6, -2.1>, <0.34, 17.6, -2.1>, 1.3 }
  texture { Teal }
}
#declare S = -1;
#while (S < 2)
  Bulbs(<S*0.36, 5.6, -3.3>, <S*0.36, 17.4, -3.3>, 36) Bulbs(<S*0.36, 5.6, -0.9>, <S*0.36, 17.4, -0.9>, 36)
  #declare K = 0;
  #while (K < 6)
    torus { 0.62, 0.06 rotate z*90 translate <S*0.4, 7+K*1.9, -2.1> pigment { C("ff5f52") } Glow(C("ff4a3c")*4) no_shadow }
    torus { 0.3, 0.05 rotate z*90 translate <S*0.4, 7+K*1.9, -2.1> pigment { C("ffd27a") } Glow(C("ffc460")*3) no_shadow }
    #declare K = K + 1;
  #end
  #declare S = S + 2;
#end
// The canopy, its lit letter board left blank, its underside all bulbs.
union {
  box { <-7.4, 4.3, -4.6>, <7.4, 5.5, 0> texture { Teal } }
  box { <-6.9, 4.5, -4.66>, <6.9, 5.3, -4.6> pigment { C("fff4d8") } Glow(C("fff0cc")*1.15) }
  box { <-7.46, 4.5, -4.3>, <-7.4, 5.3, -0.8> pigment { C("fff4d8") } Glow(C("fff0cc")*1.15) }
  #declare K = 0;
  #while (K < 5) box { <-6.9, 4.5+K*0.2-0.008, -4.68>, <6.9, 4.5+K*0.2+0.008, -4.66> pigment { C("7c6a50") } } #declare K = K + 1; #end
}
Bulbs(<-7.4, 5.62, -4.6>, <7.4, 5.62, -4.6>, 42) Bulbs(<-7.4, 4.26, -4.6>, <7.4, 4.26, -4.6>, 42) Bulbs(<-7.4, 5.62, -4.5>, <-7.4, 5.62, 0>, 13) Bulbs(<-7.4, 4.26, -4.5>, <-7.4, 4.26, 0>, 13)
#declare K = 0;
#while (K < 6)
  Bulbs(<-6.8, 4.25, -4+K*0.7>, <6.8, 4.25, -4+K*0.7>, 22)
  #declare K = K + 1;
#end
light_source { <0, 3.9, -2.4> C("ffca82")*1.5 area_light x*12, z*3, 5, 2 adaptive 1 fade_distance 3 fade_power 1.6 }
light_source { <0, 7, -7> C("ffcf90")*1.3 fade_distance 7 fade_power 2 }
light_source { <-3, 12, -4> C("ff8d6a")*0.35 fade_distance 5 fade_power 2 }
// Doors, the pay box, posters without words.
#declare K = 0;
#while (K < 6)
  union {
    box { <0, 0, -0.9>, <1.15, 3.2, -0.82> pigment { C("5a2d1c") } finish { specular 0.4 reflection 0.08 } }
    box { <0.15, 0.4, -0.93>, <1, 2.9, -0.9> pigment { C("ffd79a") } Glow(C("ffc67c")*0.55) }
    cylinder { <0.12, 1.2, -0.97>, <0.12, 1.9, -0.97>, 0.035 pigment { C("d9b060") } finish { specular 0.9 } }
    translate x*(-3.7+K*1.25)
  }
  #declare K = K + 1;
#end
cylinder { <0, 0, -2.2>, <0, 1.1, -2.2>, 0.8 texture { Teal } } cylinder { <0, 1.1, -2.2>, <0, 2.6, -2.2>, 0.76 pigment { C("ffe9c0") transmit 0.3 } Glow(C("ffd79a")*0.5) } cylinder { <0, 2.6, -2.2>, <0, 2.9, -2.2>, 0.9 texture { Teal } }
#macro Poster(X, Z, P, Q)
  box { <X, 1, Z>, <X+1.3, 3, Z+0.02> pigment { gradient y color_map { [0 C(P)] [0.45 C(P)*0.6] [0.46 C(Q)] [1 C(Q)*0.7] } scale 2 translate y*1 } Glow(C(P)*0.15) }
  difference { box { <X-0.1, 0.9, Z-0.06>, <X+1.4, 3.1, Z> } box { <X, 1, Z-1>, <X+1.3, 3, Z+1> } pigment { C("c9a25c") } finish { specular 0.6 } }
#end
Poster(-6.1, -0.46, "a8452f", "e2c08a") Poster(4.7, -0.46, "2d5f73", "e8d9b4") Poster(-8.4, -0.05, "e2c08a", "3c3a5a") Poster(7.1, -0.05, "7c2f45", "d9a86a")
// Neighbours, kerb, a parked car, two people arriving.
box { <-40, 0, 0.5>, <-11, 9, 9> pigment { C("3a3644") } } box { <11, 0, 0.5>, <44, 12, 9> pigment { C("332f3f") } }
#declare K = 0;
#while (K < 14)
  box { <-30+K*1.0*5, 5.4+3*mod(K, 2), 0.4>, <-28.6+K*5, 7.4+3*mod(K, 2), 0.5> pigment { C("ffca80") } Glow(C("ffba6a")*(0.35*(mod(K*5, 7)<2))) }
  #declare K = K + 1;
#end
plane { y, 0 pigment { C("24222b") } finish { diffuse 0.5 reflection { 0.08, 0.7 } specular 0.3 roughness 0.02 }
  normal { average normal_map { [1 bumps 0.12 scale <0.6, 1, 0.25>] [1 granite 0.06 scale 0.5] } } }
box { <-60, 0, -6>, <60, 0.16, 0> pigment { C("48434a") } finish { reflection { 0.04, 0.35 } } normal { granite 0.08 scale 0.4 } }
#macro Walker(X, Z, Col, H)
  union { cone { <0, 0.15, 0>, 0.3, <0, 1.35, 0>, 0.22 } sphere { <0, 1.62, 0>, 0.15 } cylinder { <0, 1.7, 0>, <0, 1.74, 0>, 0.26*H } cylinder { <0, 1.7, 0>, <0, 1.86, 0>, 0.15*H }
    pigment { C(Col) } translate <X, 0, Z> }
#end
Walker(-3.4, -6.6, "2b2430", 1) Walker(-2.7, -6.5, "6a2c30", 0)
