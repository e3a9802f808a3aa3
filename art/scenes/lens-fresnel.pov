// A first-order lens from below its bull's-eye: rings of glass in brass, the lamp behind.
#include "common.inc"
global_settings { max_trace_level 14 adc_bailout 0.02 }
camera { location <-0.75, -0.3, -8.4> look_at <0.0, 0.12, 0> angle 32 up y*1.5 right x }
light_source { <-5, 5, -6> C("dfe9f2")*0.8 }
light_source { <5, -3, -5> C("ffb877")*0.5 shadowless }
light_source { <0, 0.1, 1.6> C("ffd69a")*1.6 }
#declare Glass = texture { pigment { C("dff4ea") transmit 0.9 } finish { diffuse 0.06 specular 1 roughness 0.003 } }
#declare Brass = texture { pigment { C("a87a35") } finish { diffuse 0.35 specular 0.8 roughness 0.02 metallic reflection { 0.12, 0.4 metallic } } normal { granite 0.03 scale 0.4 } }
// One panel: the bull's-eye, then prisms of revolution about the z axis.
#declare Eye = intersection { sphere { <0, 0, 1.5>, 1.72 } cylinder { <0, 0, -1>, <0, 0, 0.16>, 0.5 } plane { z, 0.16 } }
#macro Prism(R0, R1, Back) // a ring between two radii, steep outside, flat within
  lathe { linear_spline 4, <R0, 0>, <R1, 0>, <R0+0.02, Back>, <R0, 0> rotate x*-90 translate z*0.16 }
#end
#declare Panel = union {
  object { Eye }
  #declare K = 0;
  #while (K < 7) Prism(0.53+K*0.165, 0.53+K*0.165+0.145, 0.15+0.012*K) #declare K = K + 1; #end
  texture { Glass } interior { ior 1.5 }
}
#declare Window = intersection { object { Panel } box { <-0.98, -1.6, -2>, <0.98, 1.6, 2> } }
#macro Catadioptric(Y, Tilt, H)
  prism { linear_sweep linear_spline -0.98, 0.98, 4, <0, 0>, <0.3, 0.02>, <0.1, H>, <0, 0> rotate z*90 rotate y*90 rotate x*Tilt translate <0, Y, 0.05+abs(Y)*0.12-0.12> texture { Glass } interior { ior 1.5 } }
#end
#declare Bay = union {
  object { Window }
  #declare K = 0;
  #while (K < 6)
    Catadioptric(1.72+K*0.26, 20+K*9, 0.22) Catadioptric(-1.94-K*0.26, -8-K*9, 0.22)
    #declare K = K + 1;
  #end
  difference { box { <-1.06, -3.6, -0.06>, <1.06, 3.5, 0.24> } box { <-0.98, -1.6, -1>, <0.98, 1.6, 1> } box { <-0.98, 1.68, -1>, <0.98, 3.4, 1> } box { <-0.98, -3.5, -1>, <0.98, -1.68, 1> } texture { Brass } }
}
#declare A = -1;
#while (A < 2)
  object { Bay translate z*-2.5 rotate y*A*45 }
  #declare A = A + 1;
#end
// The lamp, its stand, and the gallery beyond.
sphere { <0, 0.1, 0>, 0.26 pigment { C("fff0cc") } Glow(C("ffe2a0")*16) no_shadow }
cylinder { <0, -0.2, 0>, <0, -4, 0>, 0.2 texture { Brass } }
cylinder { <0, 3.5, 0>, <0, 3.8, 0>, 3 pigment { C("2a2a2a") } } cylinder { <0, -3.6, 0>, <0, -3.9, 0>, 3 pigment { C("2a2a2a") } }
#declare K = 0;
#while (K < 360)
  cylinder { <8, -8, 0>, <8, 10, 0>, 0.12 rotate y*K pigment { C("16202a") } }
  #declare K = K + 15;
#end
cylinder { <0, -9, 0>, <0, 12, 0>, 11 open pigment { gradient y color_map { [0 C("1a2936")] [0.45 C("35536a")] [0.6 C("5d7686")] [1 C("22384c")] } scale 21 translate y*-9 } finish { emission 0.55 diffuse 0 } hollow }
