// A length of ice core on its tray, lit from below; dust years show as bands.
#include "common.inc"
camera { location <-3.2, 3.7, -7.2> look_at <0.5, 0.85, 0.3> angle 42 right x*1.5 }
light_source { <-2, -3, 3.5> C("9fe0ff")*0.9 area_light x*6, z*1, 5, 2 adaptive 1 shadowless }
light_source { <-6, 7, 5> C("dff2ff")*1.2 area_light x*3, z*3, 4, 4 adaptive 1 jitter }
light_source { <7, 5, -6> C("ffd2a6")*0.5 area_light x*2, y*2, 3, 3 adaptive 1 jitter }
#declare Ice = pigment { gradient x color_map {
  [0.00 C("d9f1f7")] [0.06 C("b5e0ee")] [0.075 C("7fb0c4")] [0.09 C("c4e8f2")] [0.2 C("9fd6ea")] [0.23 C("e2f5f9")] [0.3 C("86c4dd")]
  [0.31 C("4f6a78")] [0.325 C("5f7f8d")] [0.34 C("a4d9eb")] [0.45 C("c9ebf4")] [0.47 C("8cc9e0")] [0.55 C("bfe6f1")] [0.57 C("6f9db1")]
  [0.58 C("b8e2ef")] [0.7 C("7dbfdb")] [0.78 C("d6f0f6")] [0.82 C("9ad3e8")] [0.86 C("74a5b8")] [0.88 C("bfe6f1")] [1 C("d9f1f7")] }
  turbulence 0.02 scale 6.4 translate x*-3 rotate z*4 }
#declare Bubbles = pigment { granite scale 0.5 color_map { [0 C("ffffff") transmit 0.65] [0.35 C("ffffff") transmit 1] [1 C("ffffff") transmit 1] } }
difference {
  cylinder { <-3.1, 1, 0>, <3.9, 1, 0>, 0.82 }
  plane { x, -2.62 rotate z*9 rotate y*12 }
  box { <1.62, -1, -2>, <1.66, 3, 2> rotate z*3 }
  texture { pigment { Ice } finish { diffuse 0.55 emission 0.2 specular 0.85 roughness 0.008 reflection { 0.02, 0.4 } }
    normal { average normal_map { [1 wrinkles 0.14 scale 0.5] [1 bumps 0.08 scale <0.05, 0.3, 0.3>] } } }
  texture { Bubbles finish { diffuse 0.7 emission 0.08 specular 0.3 } }
}
// A faint core of light inside, where the lamp shines through.
#declare Steel = texture { pigment { C("7c868d") } finish { diffuse 0.3 specular 0.6 roughness 0.02 metallic reflection { 0.15, 0.4 metallic } } normal { wrinkles 0.05 scale <4, 0.05, 0.05> } }
difference {
  box { <-7, -0.12, -1.5>, <9, 0.75, 1.5> } box { <-8, 0.02, -1.38>, <10, 2, 1.38> }
  texture { Steel }
}
box { <-8, 0.021, -1.3>, <10, 0.03, 1.3> pigment { C("bfe9f7") } Glow(C("9fdcf2")*0.32) }
#declare K = -2;
#while (K < 4)
  difference { box { <K*1.7-0.09, 0, -1.1>, <K*1.7+0.09, 0.62, 1.1> } cylinder { <-9, 1, 0>, <9, 1, 0>, 0.84 } pigment { C("e9ecec") } }
  #declare K = K + 1;
#end
// The rule along the edge: ticks, no figures.
box { <-7, 0.751, -1.5>, <9, 0.757, -1.38> pigment { C("d8d6cc") } }
#declare K = 0;
#while (K < 150)
  box { <-6+K*0.1, 0.757, -1.5>, <-5.988+K*0.1, 0.76, -1.46+0.03*(mod(K, 5)=0)+0.03*(mod(K, 10)=0)> pigment { C("1a2226") } }
  #declare K = K + 1;
#end
plane { y, -0.5 pigment { C("0f181e") } finish { reflection { 0.05, 0.3 } } }
// More cores in their tubes, on the rack behind.
#declare K = 0;
#while (K < 24)
  #declare J = 0;
  #while (J < 4)
    cylinder { <-12+K*1.25, 0.6+J*1.25, 7>, <-12+K*1.25, 0.6+J*1.25, 12>, 0.52
      pigment { C("5d7a88")*(0.5+0.5*mod(K*7+J*3, 5)/4) } finish { specular 0.5 roughness 0.02 reflection 0.1 } }
    torus { 0.53, 0.05 rotate x*90 translate <-12+K*1.25, 0.6+J*1.25, 7> pigment { C("b9c3c8") } finish { specular 0.6 } }
    #declare J = J + 1;
  #end
  #declare K = K + 1;
#end
light_source { <-2, 5, -9> C("8fb9d2")*0.4 shadowless }
light_source { <2, 8, 2> C("a9cfe6")*0.5 fade_distance 6 fade_power 2 }
