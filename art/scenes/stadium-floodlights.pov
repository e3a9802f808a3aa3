// A small football ground in fog, four floodlights and one goal.
#include "common.inc"
camera { location <-15, 2.6, -25> look_at <-1.5, 6.2, 24> angle 54 right x*1.5 }
Sky(C("3d4c52"), C("22303a"), C("101a24"))
Fill(C("5f7f8a")*0.22)
fog { distance 135 color C("4f6468")*0.9 }
plane { y, 0 pigment { gradient x color_map { [0 C("3a5236")] [0.5 C("3a5236")] [0.5 C("48623f")] [1 C("48623f")] } scale 11 translate x*4 }
  normal { granite 0.5 scale 0.2 } finish { diffuse 0.85 specular 0.08 } }
#macro Line(A, B) box { A-<0.07, 0, 0.07>, B+<0.07, 0.012, 0.07> pigment { C("e6eae2") } } #end
Line(<-32, 0, -60>, <-32, 0, 45>) Line(<32, 0, -60>, <32, 0, 45>) Line(<-32, 0, 45>, <32, 0, 45>)
Line(<-18, 0, 29>, <18, 0, 29>) Line(<-18, 0, 29>, <-18, 0, 45>) Line(<18, 0, 29>, <18, 0, 45>)
Line(<-8, 0, 39.5>, <8, 0, 39.5>) Line(<-8, 0, 39.5>, <-8, 0, 45>) Line(<8, 0, 39.5>, <8, 0, 45>)
difference { cylinder { <0, 0, 34>, <0, 0.011, 34>, 9.2 } cylinder { <0, -1, 34>, <0, 1, 34>, 9.06 } box { <-20, -1, 29>, <20, 1, 60> } pigment { C("e6eae2") } }
// The goal and its net.
union {
  cylinder { <-3.66, 0, 45>, <-3.66, 2.44, 45>, 0.07 } cylinder { <3.66, 0, 45>, <3.66, 2.44, 45>, 0.07 } cylinder { <-3.66, 2.44, 45>, <3.66, 2.44, 45>, 0.07 }
  #declare K = 0;
  #while (K < 40) cylinder { <-3.66+K*0.188, 2.4, 45.6>, <-3.66+K*0.188, 0, 47>, 0.012 } #declare K = K + 1; #end
  #declare K = 0;
  #while (K < 13) cylinder { <-3.66, 2.4-K*0.2, 45.6+K*0.115>, <3.66, 2.4-K*0.2, 45.6+K*0.115>, 0.012 } #declare K = K + 1; #end
  pigment { C("f2f4f0") } finish { emission 0.15 }
}
#macro Pylon(X, Z, Turn)
  union {
    #local K = 0;
    #while (K < 9)
      #local W = 1.1*(1-K/13); #local V = 1.1*(1-(K+1)/13);
      cylinder { <-W, K*2.6, -W>, <-V, K*2.6+2.6, -V>, 0.09 } cylinder { <W, K*2.6, -W>, <V, K*2.6+2.6, -V>, 0.09 }
      cylinder { <-W, K*2.6, W>, <-V, K*2.6+2.6, V>, 0.09 } cylinder { <W, K*2.6, W>, <V, K*2.6+2.6, V>, 0.09 }
      cylinder { <-W, K*2.6, -W>, <V, K*2.6+2.6, -V>, 0.05 } cylinder { <W, K*2.6, -W>, <-V, K*2.6+2.6, -V>, 0.05 } cylinder { <-W, K*2.6, -W>, <W, K*2.6, -W>, 0.05 }
      #local K = K + 1;
    #end
    box { <-2.6, 23, -0.2>, <2.6, 26.6, 0.1> }
    #local I = 0;
    #while (I < 5)
      #local J = 0;
      #while (J < 3) sphere { <-2+I, 23.7+J*1.1, -0.35>, 0.36 pigment { C("f4fbff") } Glow(C("eaf6ff")*26) no_shadow } #local J = J + 1; #end
      #local I = I + 1;
    #end
    pigment { C("20282c") } rotate y*Turn translate <X, 0, Z>
  }
  light_source { <X, 24, Z-1> C("e6f3fb")*0.95 fade_distance 45 fade_power 2 }
#end
Pylon(-29, 62, -38) Pylon(42, 52, 38) Pylon(-41, -4, -70) Pylon(43, 4, 74)
#declare Boards = array[5] { "7a2f2a", "d8cfb8", "2c4f66", "c9973f", "49604a" }
// A low stand, terraces, a hut, a fence of boards without words, a few trees.
union {
  #declare K = 0;
  #while (K < 7) box { <-24, 0, 52+K*0.9>, <24, 0.9+K*0.55, 60> pigment { C("5a4a48")*(0.7+0.3*mod(K, 2)) } } #declare K = K + 1; #end
  box { <-25, 8, 50.5>, <25, 8.35, 61> rotate x*0 pigment { C("2a3a44") } }
  #declare K = 0;
  #while (K < 9) cylinder { <-24+K*6, 0, 58>, <-24+K*6, 8, 58>, 0.14 pigment { C("2a3a44") } } #declare K = K + 1; #end
  box { <-25, 0, 60>, <25, 8, 60.4> pigment { C("3c2f30") } }
}
#declare K = 0;
#while (K < 16)
  box { <-32+K*4.05, 0.05, 48.4>, <-28.1+K*4.05, 0.95, 48.5> pigment { C(Boards[mod(K*3, 5)]) } }
  #declare K = K + 1;
#end
#declare R = seed(31);

#declare K = 0;
#while (K < 130)
  union { sphere { <0, 1.25, 0>, 0.14 } cone { <0, 0.5, 0>, 0.25, <0, 1.15, 0>, 0.2 } pigment { C("30343a")*(0.5+rand(R)) } translate <-23+rand(R)*46, 0.9+int(rand(R)*6)*0.55, 0> translate z*(53+rand(R)*5) }
  #declare K = K + 1;
#end
// Ball on the turf, puddled near touch; corner flag.
sphere { <-6.5, 0.24, -10>, 0.24 pigment { crackle scale 0.17 color_map { [0 C("2a2e30")] [0.06 C("f4f4ee")] [1 C("ffffff")] } } finish { specular 0.4 } }
cylinder { <-32, 0, 45>, <-32, 1.5, 45>, 0.03 pigment { C("e8e2c8") } } box { <-32, 1.1, 44.99>, <-31.5, 1.5, 45.01> pigment { C("d0482f") } }
#macro Player(P, S, Col)
  union {
    sphere { <0, 1.68, 0>, 0.125 pigment { C("6a5040") } } cylinder { <0, 1, 0>, <0.04, 1.46, 0>, 0.19 } cylinder { <0, 0.95, 0.1>, <0.22, 0.5, 0.12>, 0.1 } cylinder { <0.22, 0.5, 0.12>, <0.08, 0.06, 0.12>, 0.07 }
    cylinder { <0, 0.95, -0.1>, <-0.14, 0.5, -0.12>, 0.1 } cylinder { <-0.14, 0.5, -0.12>, <-0.42, 0.2, -0.12>, 0.07 } cylinder { <0.03, 1.42, 0.2>, <0.16, 1.1, 0.32>, 0.06 } cylinder { <0.03, 1.42, -0.2>, <-0.16, 1.12, -0.3>, 0.06 }
    pigment { C(Col) } rotate y*S translate P
  }
#end
Player(<2.4, 0, 14>, 160, "b8352a") Player(<6.5, 0, 18>, 120, "e8e4d6") Player(<-3.5, 0, 20>, 190, "e8e4d6") Player(<11, 0, 27>, 200, "b8352a") Player(<-10, 0, 24>, 30, "b8352a") Player(<0.6, 0, 43.6>, 100, "d9b23c") Player(<-14, 0, 31>, 80, "e8e4d6")
