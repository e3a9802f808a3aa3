// A stone chess table in a park, a game left standing in the rain.
#include "common.inc"
camera { location <-3.2, 4.3, -6.6> look_at <0.1, 0.35, 0.1> angle 41 right x*1.5 }
Sky(C("aebbb8"), C("8d9fa0"), C("6f868c"))
light_source { <4, 14, 9> C("dfe9ea")*1.35 area_light x*6, z*6, 5, 5 adaptive 1 jitter circular }
light_source { <-8, 6, -6> C("a9c0c2")*0.35 shadowless }
#declare Ripples = normal { average normal_map { [1 bumps 0.05 scale 0.5] [1.4 ripples 0.12 frequency 9 scale 0.7 turbulence 0.3] [1 ripples 0.12 frequency 14 scale 0.45 translate <7, 0, 3>] } }
#declare Wet = finish { diffuse 0.6 specular 0.7 roughness 0.008 reflection { 0.06, 0.55 } }
union {
  difference {
    box { <-4.4, -0.5, -4.4>, <4.4, 0, 4.4> }
    box { <-9, -0.03, -4.06>, <9, 1, -4.02> } box { <-9, -0.03, 4.02>, <9, 1, 4.06> }
  }
  pigment { granite scale 1.3 color_map { [0 C("6a6f6c")] [1 C("8b8f8a")] } } finish { Wet } normal { Ripples }
}
box { <-3.2, 0, -3.2>, <3.2, 0.012, 3.2> pigment { checker pigment { granite scale 0.8 color_map { [0 C("30383a")] [1 C("454f50")] } } pigment { granite scale 0.8 color_map { [0 C("c6c2b2")] [1 C("ded9c8")] } } scale 0.8 } finish { Wet } normal { Ripples } }
#declare Pawn = lathe { cubic_spline 13, <0.3, -0.1>, <0.27, 0>, <0.26, 0.08>, <0.17, 0.16>, <0.1, 0.3>, <0.085, 0.42>, <0.16, 0.47>, <0.09, 0.5>, <0.14, 0.58>, <0.15, 0.66>, <0.1, 0.75>, <0, 0.78>, <-0.1, 0.76> }
#macro Shaft(H) lathe { cubic_spline 10, <0.36, -0.1>, <0.31, 0>, <0.3, 0.1>, <0.2, 0.2>, <0.13, 0.4>, <0.11, H-0.25>, <0.2, H-0.16>, <0.12, H-0.1>, <0.17, H>, <0.19, H+0.1> } #end
#declare Rook = union { Shaft(0.75) difference { cylinder { <0, 0.72, 0>, <0, 1, 0>, 0.21 } cylinder { <0, 0.88, 0>, <0, 2, 0>, 0.14 } box { <-0.04, 0.9, -1>, <0.04, 2, 1> } box { <-1, 0.9, -0.04>, <1, 2, 0.04> } } }
#declare Bishop = union { Shaft(0.9) difference { sphere { 0, 1 scale <0.17, 0.25, 0.17> translate y*1.08 } box { <-0.3, 1.1, -0.03>, <0.3, 1.5, 0.03> rotate x*32 } } sphere { <0, 1.35, 0>, 0.05 } }
#declare Queen = union { Shaft(1.1) cone { <0, 1.08, 0>, 0.14, <0, 1.36, 0>, 0.23 } sphere { <0, 1.44, 0>, 0.08 } #declare A = 0; #while (A < 360) sphere { <0.2, 1.37, 0>, 0.05 rotate y*A } #declare A = A + 45; #end }
#declare King = union { Shaft(1.22) cone { <0, 1.2, 0>, 0.14, <0, 1.5, 0>, 0.21 } sphere { 0, 1 scale <0.2, 0.08, 0.2> translate y*1.5 } box { <-0.035, 1.5, -0.03>, <0.035, 1.86, 0.03> } box { <-0.11, 1.68, -0.03>, <0.11, 1.75, 0.03> } }
#declare Knight = union { Shaft(0.6)
  blob { threshold 0.4 cylinder { <0.04, 0.55, 0>, <0.08, 0.95, 0>, 0.24, 1 } cylinder { <0.06, 1.05, 0>, <-0.2, 0.86, 0>, 0.17, 1 } sphere { <0.02, 1.06, 0>, 0.2, 1 } sphere { <0.06, 1.24, 0.05>, 0.07, 1 } sphere { <0.06, 1.24, -0.05>, 0.07, 1 } } }
#declare White = texture { pigment { wood turbulence 0.2 scale 0.15 color_map { [0 C("e2cfa4")] [1 C("c9ae7c")] } } finish { Wet } }
#declare Dark = texture { pigment { C("241a17") } finish { Wet } }
#macro Put(Piece, Tx, F, R, Turn) object { Piece texture { Tx } rotate y*Turn translate <-2.8+F*0.8, 0.012, -2.8+R*0.8> } #end
Put(King, White, 6, 0, 20) Put(Rook, White, 5, 0, 0) Put(Queen, White, 3, 1, 0) Put(Bishop, White, 2, 3, 0) Put(Knight, White, 5, 2, -60)
Put(Pawn, White, 5, 1, 0) Put(Pawn, White, 6, 1, 0) Put(Pawn, White, 7, 1, 0) Put(Pawn, White, 0, 1, 0) Put(Pawn, White, 1, 2, 0) Put(Pawn, White, 4, 3, 0) Put(Rook, White, 0, 0, 0)
Put(King, Dark, 6, 7, 0) Put(Rook, Dark, 5, 7, 0) Put(Queen, Dark, 4, 6, 0) Put(Knight, Dark, 5, 5, 110) Put(Bishop, Dark, 2, 6, 0) Put(Rook, Dark, 0, 7, 0)
Put(Pawn, Dark, 5, 6, 0) Put(Pawn, Dark, 6, 6, 0) Put(Pawn, Dark, 7, 5, 0) Put(Pawn, Dark, 0, 6, 0) Put(Pawn, Dark, 1, 5, 0) Put(Pawn, Dark, 4, 4, 0) Put(Pawn, Dark, 3, 5, 0)
// One taken piece lying on the margin, and the drops that stand on the stone.
object { Bishop texture { Dark } rotate z*-90 rotate y*40 translate <-3.9, 0.28, -1.7> } object { Pawn texture { White } translate <3.8, 0, 2.4> } object { Pawn texture { White } translate <3.75, 0, 1.7> }
#declare R = seed(8);
#declare K = 0;
#while (K < 800)
  sphere { 0, 1 scale <1, 0.45, 1>*(0.018+0.045*pow(rand(R), 3)) translate <-4.3+8.6*rand(R), 0.012, -4.3+8.6*rand(R)> pigment { C("cfdad8") transmit 0.7 } finish { specular 1 roughness 0.003 reflection 0.25 } }
  #declare K = K + 1;
#end
// Splashes: little crowns.
#declare K = 0;
#while (K < 70)
  #declare P = <-4.2+8.4*rand(R), 0.02, -4.2+8.4*rand(R)>;
  torus { 0.06+0.1*rand(R), 0.008 translate P pigment { C("e2ecea") transmit 0.3 } finish { specular 1 roughness 0.01 } }
  #if (mod(K, 3) = 0) cylinder { P, P+y*(0.05+0.16*rand(R)), 0.008 pigment { C("e2ecea") transmit 0.3 } } sphere { P+y*0.24, 0.018 pigment { C("e2ecea") } } #end
  #declare K = K + 1;
#end
#declare Leaves = array[4] { "b5762e", "8c5426", "c9973f", "6e4a2a" }
plane { y, -3 pigment { bozo turbulence 0.6 scale 2 color_map { [0 C("4d5a44")] [1 C("6e6f4e")] } } finish { reflection { 0.02, 0.25 } } normal { granite 0.4 scale 1 } }
#declare K = 0;
#while (K < 260)
  sphere { 0, 0.3 scale <1, 0.1, 0.6> rotate y*rand(R)*360 translate <-16+rand(R)*32, -2.97, -2+rand(R)*26> pigment { C(Leaves[int(rand(R)*3.99)]) } finish { specular 0.4 } }
  #declare K = K + 1;
#end
box { <-7, -1.6, 6>, <5, -1.35, 7.6> pigment { C("5a4a3c") } finish { Wet } } box { <-6, -3, 6.4>, <-5.6, -1.6, 7.2> pigment { C("2a2c2c") } } box { <3.4, -3, 6.4>, <3.8, -1.6, 7.2> pigment { C("2a2c2c") } }
