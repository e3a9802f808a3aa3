// People on a gravel bar at dusk, singing to the river; their lamps stand in the water.
#include "common.inc"
camera { location <-2.2, 1.75, -11> look_at <1, 1.55, 3> angle 52 right x*1.5 }
CloudySky(C("f2a76b"), C("b77f86"), C("3a4470"), C("e88a6a"), 0.45)
Sun(<0.35, 0.05, 1>, C("ff9c5e")*1.2)
Fill(C("6a78b0")*0.34)
fog { fog_type 2 distance 190 color C("e0a384") fog_offset 0 fog_alt 12 up y }
plane { y, 0 pigment { C("2b3550") } finish { diffuse 0.15 reflection { 0.12, 0.98 fresnel } specular 0.3 roughness 0.01 } interior { ior 1.33 }
  normal { average normal_map { [1 bumps 0.12 scale <2.4, 1, 0.5>] [1 wrinkles 0.06 scale <1.2, 1, 0.4>] } } }
object { height_field { png "peaks.png" smooth } translate <-0.5, 0, 0> scale <1500, 120, 500> translate <90, -6, 260> pigment { C("4a4a6c") } }
object { height_field { png "hills.png" smooth } translate <-0.5, 0, 0> scale <700, 34, 200> translate <-30, -4, 120> pigment { C("3a3a55") } }
#declare R = seed(19);
#declare K = 0;
#while (K < 700)
  #declare X = -11+rand(R)*22;
  sphere { 0, 1 scale <1, 0.5, 0.8>*(0.05+0.17*pow(rand(R), 3)) translate <X, 0.02+0.05*rand(R), 2.1+rand(R)*3.4+0.4*sin(X)> pigment { C("564f55")*(0.5+0.6*rand(R)) } }
  #declare K = K + 1;
#end
prism { linear_sweep linear_spline -1, 0.08, 9, <-30, 3>, <-14, 2>, <-5, 2.2>, <3, 1.7>, <12, 2.4>, <16, 4.6>, <2, 6.2>, <-14, 6>, <-30, 3> pigment { C("4a444a") } normal { granite 0.4 scale 0.4 } }
// A singer: coat or shawl, a lifted chin, hands folded or a lamp held low.
#macro Singer(X, Z, H, Turn, Coat, Hat, Lamp)
  union {
    blob { threshold 0.45
      cylinder { <0, 0.15, 0>, <0, 0.9, 0>, 0.27, 1 } cylinder { <0, 0.85, 0>, <0, 1.3, 0>, 0.27, 1 }
      cylinder { <-0.17, 1.34, 0>, <0.17, 1.34, 0>, 0.19, 1 } cylinder { <0, 1.35, 0>, <0, 1.6, 0>, 0.1, 0.8 }
      cylinder { <-0.26, 1.3, 0>, <-0.31, 0.98, -0.06>, 0.115, 1 } cylinder { <0.26, 1.3, 0>, <0.31, 0.98, -0.06>, 0.115, 1 }
      #if (Lamp) cylinder { <0.31, 0.98, -0.06>, <0.36, 0.74, -0.24>, 0.1, 1 } #else cylinder { <0.31, 0.98, -0.06>, <0.06, 1.02, -0.3>, 0.1, 1 } #end
      cylinder { <-0.31, 0.98, -0.06>, <-0.05, 1.04, -0.3>, 0.1, 1 }
      pigment { C(Coat) } finish { diffuse 0.9 } normal { wrinkles 0.3 scale <0.1, 0.5, 0.1> }
    }
    sphere { 0, 1 scale <0.115, 0.15, 0.13> rotate x*14 translate <0, 1.68, -0.03> pigment { C("6b4a38") } }
    #switch (Hat)
      #case (0) cylinder { <0, 1.76, 0>, <0, 1.775, 0>, 0.26 pigment { C("2b2524") } } cylinder { <0, 1.76, 0>, <0, 1.87, 0>, 0.14 pigment { C("2b2524") } } #break
      #case (1) sphere { 0, 1 scale <0.14, 0.16, 0.15> translate <0, 1.71, 0.03> pigment { C(Coat)*0.8 } } cone { <0, 1.62, 0.05>, 0.14, <0, 1.3, 0.03>, 0.26 pigment { C(Coat)*0.8 } } #break
      #case (2) sphere { 0, 1 scale <0.13, 0.13, 0.14> translate <0, 1.74, 0.03> pigment { C("1f1a1a") } } sphere { <0, 1.72, 0.17>, 0.07 pigment { C("1f1a1a") } } #break
    #end
    #if (Lamp)
      box { <0.3, 0.42, -0.36>, <0.44, 0.64, -0.22> pigment { C("ffd08a") } Glow(C("ffb860")*6) no_shadow } box { <0.29, 0.64, -0.37>, <0.45, 0.67, -0.21> pigment { C("1d1714") } no_shadow } cylinder { <0.37, 0.67, -0.29>, <0.36, 0.76, -0.26>, 0.01 pigment { C("1d1714") } }
      light_source { <0.37, 0.55, -0.42> C("ffac58")*1.25 fade_distance 0.9 fade_power 2 }
    #end
    rotate y*Turn scale H translate <X, 0.05, Z>
  }
#end
Singer(-4.3, 3.3, 1.0, -24, "4a3540", 0, 0)
Singer(-3.3, 2.9, 0.94, -14, "7c3f35", 1, 1)
Singer(-2.3, 3.5, 1.04, -10, "2f3a4c", 2, 0)
Singer(-1.5, 2.8, 0.72, -4, "8c6a3f", 2, 0)
Singer(-0.6, 3.3, 0.97, 4, "4c4a3a", 1, 0)
Singer(0.4, 2.9, 1.02, 8, "5a3236", 0, 1)
Singer(1.4, 3.5, 0.95, 14, "3a4a50", 1, 0)
Singer(2.3, 3.0, 1.0, 20, "3c3240", 0, 0)
Singer(3.2, 3.4, 0.9, 26, "6d5a3c", 2, 1)
Singer(4.2, 3.1, 0.98, 34, "40353c", 1, 0)
// Lamps set afloat, going down with the current.
#declare K = 0;
#while (K < 9)
  #declare P = <-3+K*1.35+rand(R), 0.06, -1.6-2.6*rand(R)+K*0.42>;
  cylinder { P, P+y*0.03, 0.16 pigment { C("5a4330") } }
  cone { P+y*0.03, 0.06, P+y*0.2, 0.09 pigment { C("ffd08a") } Glow(C("ffb055")*4.5) no_shadow }
  light_source { P+y*0.3 C("ffac58")*0.3 fade_distance 0.5 fade_power 2 }
  #declare K = K + 1;
#end
