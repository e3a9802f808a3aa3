// A drawn-down reservoir: bare terraces, a thin sheet of water, a pump tower on long legs.
#include "common.inc"
camera { location <-60, 46, -120> look_at <12, 0, 120> angle 50 right x*1.5 }
CloudySky(C("efe6d2"), C("d3d9d6"), C("86a4b4"), C("fbf6ea"), 0.45)
Sun(<-0.75, 0.42, -0.1>, C("ffeccb")*1.75)
Fill(C("a5b8c4")*0.35)
Fog(3200, C("dcd9cc"))
#declare Bank = texture {
  pigment { gradient y turbulence 0.012 octaves 3
    pigment_map {
      [0.00 C("8f8468")] [0.10 C("a89672")]
      [0.12 gradient y turbulence 0.02 color_map { [0 C("cbb68c")] [0.35 C("96805c")] [0.5 C("d9c8a2")] [0.62 C("7d6848")] [1 C("c9b48a")] } scale 0.035]
      [0.36 gradient y turbulence 0.02 color_map { [0 C("d2c09a")] [0.35 C("a89068")] [0.5 C("e0d1ae")] [0.62 C("8c7653")] [1 C("cdb98f")] } scale 0.035]
      [0.46 C("ddd0b0")] [0.48 C("5d6540")] [0.7 C("4c5a3a")] [1 C("55603f")] } scale 150 translate y*-14 }
  normal { granite 0.22 scale 9 } }
object { height_field { png "valley.png" smooth } translate <-0.5, 0, 0> scale <900, 190, 900> translate <20, -30, -180> texture { Bank } }
plane { y, -9
  pigment { C("2d5c62") } finish { diffuse 0.35 reflection { 0.05, 0.9 fresnel } specular 0.4 roughness 0.01 } interior { ior 1.33 }
  normal { bumps 0.08 scale <6, 1, 2> } }
// The tower, its stain of old levels, the footbridge that now stands high and dry.
union {
  cylinder { <0, -25, 0>, <0, 34, 0>, 8
    pigment { gradient y color_map { [0 C("6f6f62")] [0.55 C("8d8a7c")] [0.72 C("a29e90")] [0.73 C("c9c4b6")] [1 C("d3cec0")] } scale 60 translate y*-26 } }
  cylinder { <0, 34, 0>, <0, 36, 0>, 10.5 pigment { C("b9b3a4") } }
  cylinder { <0, 36, 0>, <0, 43, 0>, 6.4 pigment { C("ded8c8") } }
  cone { <0, 43, 0>, 8, <0, 48, 0>, 0.6 pigment { C("54615f") } }
  #declare A = 0;
  #while (A < 360)
    box { <-0.8, 38, -6.5>, <0.8, 41, -6.2> rotate y*A pigment { C("2a3436") } }
    cylinder { <10.1, 36, 0>, <10.1, 38, 0>, 0.12 rotate y*A pigment { C("54615f") } }
    box { <-0.9, -6+12*mod(A/30, 3), -8.3>, <0.9, -2.5+12*mod(A/30, 3), -7.6> rotate y*A pigment { C("2a3436") } }
    #declare A = A + 30;
  #end
  torus { 10.1, 0.16 translate y*38 pigment { C("54615f") } }
  #declare K = 0;
  #while (K < 9)
    box { <8+K*17, 33.6, -2>, <25+K*17, 35.4, 2> pigment { C("a9a392") } }
    #if (K > 0) box { <8+K*17-1, -30, -1.4>, <8+K*17+1, 34, 1.4> pigment { gradient y color_map { [0 C("77756a")] [0.9 C("a5a092")] [1 C("c2bcae")] } scale 60 translate y*-26 } } #end
    cylinder { <8+K*17, 38, -1.9>, <25+K*17, 38, -1.9>, 0.12 pigment { C("54615f") } }
    #declare K = K + 1;
  #end
  rotate y*-32 translate <44, -4, 95>
}
// A jetty stranded on the mud, and a boat that nobody moved in time.
union {
  box { <0, 0, 0>, <30, 0.5, 3> pigment { C("7c6f5a") } rotate z*-11 }
  #declare K = 0;
  #while (K < 7) cylinder { <K*5, -8, 0.2>, <K*5, -K*0.95, 0.2>, 0.25 pigment { C("5d5344") } } cylinder { <K*5, -8, 2.8>, <K*5, -K*0.95, 2.8>, 0.25 pigment { C("5d5344") } } #declare K = K + 1; #end
  rotate y*-38 translate <-62, 3, 2>
}
