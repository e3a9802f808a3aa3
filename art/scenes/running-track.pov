// A track at evening: lanes bending away, and a baton left on the line.
#include "common.inc"
camera { location <-0.9, 0.62, -4.6> look_at <1.4, 0.34, 6> angle 52 right x*1.5 }
CloudySky(C("ffd9a0"), C("eab89a"), C("86a0bd"), C("ffdcb8"), 0.4)
SoftSun(<0.62, 0.24, 1>, C("ffc07a")*2.9, 0.012)
Fill(C("a3b6d8")*0.85)
fog { fog_type 2 distance 190 color C("f3c395") fog_offset 0 fog_alt 9 up y }
#declare Lane = 1.22;
#declare Rad = 37;
// Rubber laid as one disc per lane edge; the bend turns left round a far centre.
#declare Rubber = texture { pigment { granite turbulence 0.4 scale 0.12 color_map { [0 C("8a3222")] [0.5 C("a8432e")] [1 C("c05a3f")] } }
  finish { diffuse 0.85 specular 0.12 roughness 0.08 } normal { granite 0.9 scale 0.05 } }
plane { y, -0.01 pigment { bozo turbulence 0.5 scale <3, 1, 6> color_map { [0 C("5b7038")] [1 C("748a45")] } } normal { bumps 0.5 scale 0.06 } }
#declare Centre = <-Rad-2.4, 0, 0>;
#declare K = 0;
difference {
  cylinder { <0, -1, 0>, <0, 0, 0>, Rad+Lane*8 } cylinder { <0, -2, 0>, <0, 1, 0>, Rad } translate Centre texture { Rubber } }
#while (K < 9)
  difference { cylinder { <0, -1, 0>, <0, 0.003, 0>, Rad+Lane*K+0.03 } cylinder { <0, -2, 0>, <0, 1, 0>, Rad+Lane*K-0.03 } translate Centre
    pigment { granite scale 0.05 color_map { [0 C("cfc6b8")] [0.2 C("f0ebe0")] [1 C("f5f1e8")] } } }
  #declare K = K + 1;
#end
// The changeover mark across the lanes.
box { <Rad, 0, 0.9>, <Rad+Lane*8, 0.0035, 0.98> translate Centre pigment { C("f0ebe0") } }
box { <Rad, 0, 9>, <Rad+Lane*8, 0.0035, 9.08> rotate y*-6 translate Centre pigment { C("f0ebe0") } }
// The baton.
union {
  cylinder { <-0.19, 0, 0>, <0.19, 0, 0>, 0.026 } torus { 0.0235, 0.004 rotate z*90 translate x*0.19 } torus { 0.0235, 0.004 rotate z*90 translate x*-0.19 }
  pigment { gradient x color_map { [0 C("d8dde2")] [0.4 C("d8dde2")] [0.4 C("2c5a86")] [0.6 C("2c5a86")] [0.6 C("d8dde2")] [1 C("d8dde2")] } scale 0.42 translate x*0.2 }
  finish { diffuse 0.7 emission 0.1 specular 0.8 roughness 0.015 }
  scale 1.7 rotate y*28 translate <-0.1, 0.045, -2.1>
}
// Marker cones, the low rail, a stand and trees against the sun.
#declare K = 0;
#while (K < 26)
  union { cylinder { <0, 0, 0>, <0, 0.05, 0>, 0.03 } cylinder { <-0.02, 0.05, 0>, <0.02, 0.05, 1.6>, 0.02 } translate x*(Rad-0.06) rotate y*(-K*2.4+6) translate Centre pigment { C("e9e5dc") } }
  #declare K = K + 1;
#end
union {
  box { <-7, 0, 0>, <46, 1.4, 8> }
  #declare K = 0;
  #while (K < 6) box { <-7, 0, K*1.3>, <46, 1.4+K*0.8, 8> } #declare K = K + 1; #end
  box { <-8, 8.2, -1.5>, <47, 8.6, 8> rotate x*0 }
  #declare K = 0;
  #while (K < 8) cylinder { <-6+K*7.3, 0, 7>, <-6+K*7.3, 8.4, 7>, 0.18 } #declare K = K + 1; #end
  pigment { C("4f4a52") } rotate y*-4 translate <-14, 0, 74>
}
#declare R = seed(6);
#declare K = 0;
#while (K < 90)
  sphere { 0, 1 scale <2+rand(R)*2.5, 3+rand(R)*4, 2> translate <-95+K*2.3, 2.4, 96+rand(R)*12> pigment { C("3f4638") } normal { granite 2 scale 1.4 } }
  #declare K = K + 1;
#end
#macro Mast(X, Z) cylinder { <X, 0, Z>, <X, 21, Z>, 0.22 pigment { C("3d3a40") } } box { <X-1.7, 20, Z-0.2>, <X+1.7, 21.8, Z+0.2> pigment { C("3d3a40") } } #end
Mast(-30, 66) Mast(38, 80)
// Runners, far off, mid-change.
#macro Runner(P, S, Col)
  union {
    sphere { <0, 1.66, 0>, 0.12 } cylinder { <0, 1.02, 0>, <0.06, 1.48, 0>, 0.15 }
    cylinder { <0, 1, 0>, <0.32, 0.72, 0>, 0.09 } cylinder { <0.32, 0.72, 0>, <0.2, 0.3, 0>, 0.07 } cylinder { <0, 1, 0>, <-0.2, 0.58, 0>, 0.09 } cylinder { <-0.2, 0.58, 0>, <-0.6, 0.5, 0>, 0.07 }
    cylinder { <0.05, 1.42, 0.16>, <-0.26, 1.2, 0.2>, 0.055 } cylinder { <-0.26, 1.2, 0.2>, <-0.05, 1.02, 0.2>, 0.05 } cylinder { <0.05, 1.42, -0.16>, <0.3, 1.22, -0.18>, 0.055 } cylinder { <0.3, 1.22, -0.18>, <0.52, 1.42, -0.18>, 0.05 }
    pigment { C(Col) } rotate y*S translate P
  }
#end
#macro OnBend(Ring, Turn, Col) Runner(vrotate(x*(Rad+Lane*(Ring+0.5)), -y*Turn)+Centre, -90-Turn, Col) #end
OnBend(1, 24, "2c4a6e") OnBend(2, 21, "c9a23c") OnBend(3, 24.5, "7a2f3a") OnBend(4, 20, "3a5a48") OnBend(0, 19, "d8d2c4")
