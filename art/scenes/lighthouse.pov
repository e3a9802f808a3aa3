// A rock lighthouse in a storm swell, lamp lit before dark.
#include "common.inc"
camera { location <-34, 9, -95> look_at <12, 21, 20> angle 42 right x*1.5 }
CloudySky(C("d6b98f"), C("7d8788"), C("2e3a44"), C("39454f"), 0.75)
Sun(<0.9, 0.3, -0.1>, C("ffe2b8")*1.7)
Fill(C("8fa5ad")*0.8)
fog { fog_type 2 distance 330 color C("a9aaa4") fog_offset -1 fog_alt 9 up y }
object { height_field { png "swell.png" smooth } translate <-0.5, -0.45, 0> scale <620, 11, 560> translate <30, 0, -92>
  texture { pigment { gradient y turbulence 0.06 color_map { [0 C("10242e")] [0.5 C("1d3b47")] [0.74 C("48636b")] [0.88 C("a7b6b6")] [1 C("eef1ee")] } scale 9.6 translate y*-4.6 }
    finish { diffuse 0.55 specular 0.45 roughness 0.012 reflection { 0.03, 0.5 fresnel } } normal { bumps 0.5 scale <1.6, 1, 0.8> } }
  interior { ior 1.33 } }
plane { y, -4 pigment { C("10262c") } }
#declare Stone = texture { pigment { slope { y } color_map { [0.5 C("1c1d1e")] [0.85 C("3a3833")] [1 C("55524a")] } } finish { specular 0.35 roughness 0.03 } normal { granite 0.5 scale 5 } }
object { height_field { png "rock.png" smooth } translate <-0.5, 0, -0.5> scale <92, 21, 60> translate <14, -5, 20> texture { Stone } }
#declare Granite = texture { pigment { brick C("8d887d"), C("bdb6a6") brick_size <2.4, 1.3, 2.4> mortar 0.05 } normal { granite 0.12 scale 2 } finish { diffuse 0.85 } }
union {
  lathe { cubic_spline 9, <9, -1>, <7.2, 4>, <5.2, 9>, <4.2, 16>, <3.6, 24>, <3.3, 31>, <3.7, 34>, <4.4, 35>, <4.6, 36> texture { Granite } }
  cylinder { <0, 34.6, 0>, <0, 35.2, 0>, 4.7 pigment { C("3a3a38") } }
  #declare A = 0;
  #while (A < 360)
    cylinder { <4.5, 35.2, 0>, <4.5, 36.7, 0>, 0.07 rotate y*A pigment { C("202224") } }
    #declare A = A + 12;
  #end
  torus { 4.5, 0.09 translate y*36.7 pigment { C("202224") } } torus { 4.5, 0.06 translate y*36 pigment { C("202224") } }
  cylinder { <0, 35, 0>, <0, 37.2, 0>, 2.7 pigment { C("d7d0c0") } }
  cylinder { <0, 37.2, 0>, <0, 41, 0>, 2.4 pigment { C("fff3d0") transmit 0.6 } finish { specular 0.6 roughness 0.01 } no_shadow }
  #declare A = 0;
  #while (A < 360)
    cylinder { <2.45, 37.2, 0>, <2.45, 41, 0>, 0.09 rotate y*A pigment { C("1d1f20") } }
    #declare A = A + 30;
  #end
  sphere { <0, 39.1, 0>, 1.05 scale <1, 1, 1> pigment { C("fff0c8") } Glow(C("ffe6a8")*22) no_shadow }
  lathe { cubic_spline 7, <3.2, 40.6>, <3, 41>, <2.5, 42>, <1.5, 43.2>, <0.6, 43.9>, <0.15, 45>, <0, 46.5> pigment { C("7c2f25") } finish { specular 0.4 } }
  #declare K = 0;
  #while (K < 4)
    box { <-0.45, 8+K*7, -5>, <0.45, 9.6+K*7, 0> rotate y*(20+K*34) translate z*0 pigment { C("14181a") } scale <0.8+0*K, 1, (5.3-K*0.42)/5> }
    #declare K = K + 1;
  #end
  translate <14, 4, 20>
}
light_source { <14, 43.1, 20> C("ffe2a0")*0.7 fade_distance 20 fade_power 2 }
