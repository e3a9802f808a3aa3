// Ballot boxes stacked in a store room, lids sealed, a shaft of light from a high window.
#include "common.inc"
camera { location <-3.4, 2.5, -7.4> look_at <0.4, 1.35, 0.6> angle 46 right x*1.5 }
global_settings { radiosity { count 60 error_bound 0.8 recursion_limit 2 nearest_count 6 brightness 1 gray_threshold 0.2 } }
light_source { <-7, 8, -4.5> C("fff0da")*1.9 area_light <1.2, 0, 1>, y*1.2, 6, 6 adaptive 1 jitter circular }
light_source { <6, 4, -6> C("8ea2b8")*0.22 area_light x*4, y*4, 4, 4 adaptive 1 jitter }
plane { y, 0 pigment { bozo turbulence 0.7 scale 0.8 color_map { [0 C("6e6558")] [1 C("857c6d")] } } normal { bumps 0.04 scale 0.2 }
  finish { reflection { 0.02, 0.2 } } }
box { <-12, 0, 3.4>, <12, 7, 3.8> pigment { brick C("9a917f"), C("b3a994") brick_size <0.7, 0.24, 0.4> mortar 0.014 } normal { granite 0.1 scale 1 } }
box { <-12, 0, 3.35>, <12, 1.2, 3.42> pigment { C("5d6b63") } }
#macro Ballot(P, Turn, Tint)
  union {
    difference {
      superellipsoid { <0.08, 0.08> scale <0.5, 0.42, 0.38> translate y*0.42 }
      box { <-0.34, 0.12, -0.5>, <0.34, 0.6, -0.375> }
      pigment { bozo turbulence 0.6 scale 0.6 color_map { [0 C(Tint)*0.85] [1 C(Tint)] } }
      finish { diffuse 0.8 specular 0.25 roughness 0.05 }
    }
    // A window in the front, and the folded papers behind it.
    box { <-0.33, 0.13, -0.374>, <0.33, 0.59, -0.36> pigment { C("20262a") } finish { reflection { 0.05, 0.5 } specular 0.5 roughness 0.01 } }
    #local K = 0;
    #while (K < 9)
      box { <-0.1, -0.004, -0.004>, <0.1, 0.004, 0.004> scale <0.6+rand(R)*0.5, 1, 1> rotate z*(rand(R)-0.5)*50
        translate <-0.2+rand(R)*0.4, 0.16+K*0.035*rand(R), -0.378> pigment { C("e9e2cf") } }
      #local K = K + 1;
    #end
    difference {
      superellipsoid { <0.1, 0.25> scale <0.55, 0.06, 0.43> translate y*0.86 }
      box { <-0.22, 0.8, -0.025>, <0.22, 1, 0.025> }
      pigment { C("2d3438") } finish { diffuse 0.7 specular 0.35 roughness 0.03 }
    }
    box { <-0.26, 0.9, -0.05>, <0.26, 0.926, -0.026> pigment { C("c9b98e") } finish { specular 0.5 } }
    // A red seal through the hasp, on its wire.
    torus { 0.045, 0.008 rotate x*90 translate <0.12, 0.78, -0.42> pigment { C("b8b2a4") } finish { specular 0.8 } }
    cylinder { <0.12, 0.715, -0.435>, <0.12, 0.715, -0.415>, 0.045 pigment { C("b3281e") } finish { specular 0.4 } }
    // Handles and a blank label.
    torus { 0.12, 0.018 scale <1, 1, 0.9> rotate x*90 rotate y*90 translate <-0.52, 0.5, 0> pigment { C("2d3438") } }
    torus { 0.12, 0.018 rotate x*90 rotate y*90 translate <0.52, 0.5, 0> pigment { C("2d3438") } }
    rotate y*Turn translate P
  }
#end
#declare R = seed(7);
#declare Tints = array[4] { "8f9a97", "a3a79b", "7f8d90", "9aa09a" }
#declare Row = 0;
#while (Row < 4)
  #declare K = 0;
  #while (K < 5 - Row + (Row < 2))
    Ballot(<-2+K*1.16+Row*0.5+(rand(R)-0.5)*0.1, Row*0.925, 1.4+(rand(R)-0.5)*0.12>, (rand(R)-0.5)*9, Tints[int(rand(R)*3.99)])
    #declare K = K + 1;
  #end
  #declare Row = Row + 1;
#end
Ballot(<-1.55, 0, -1.7>, 24, "a3a79b")
Ballot(<1.7, 0, -1.2>, -16, "8f9a97") Ballot(<1.75, 0.925, -1.2>, -30, "9aa09a")
// One paper that has not gone in.
box { <-0.16, 0, -0.11>, <0.16, 0.004, 0.11> rotate z*6 rotate y*-14 translate <-1.5, 0.94, -1.72> pigment { C("f6f1e2") } }
