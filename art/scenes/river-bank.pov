// The river bank at evening: gravel, willow herb, a staff gauge, water sliding by.
#include "common.inc"
camera { location <-2.4, 1.35, -6.5> look_at <1.4, 1.1, 14> angle 56 right x*1.5 }
CloudySky(C("f3e2bd"), C("c9d3c6"), C("86a6ac"), C("fff3d6"), 0.5)
SoftSun(<0.9, 0.3, 0.35>, C("ffe2ad")*2.1, 0.02)
Fill(C("a9bcc0")*0.75)
Fog(330, C("e6dcc0"))
plane { y, 0 pigment { C("4d6a66") } finish { diffuse 0.25 reflection { 0.06, 0.92 fresnel } specular 0.4 roughness 0.01 } interior { ior 1.33 }
  normal { average normal_map { [1 bumps 0.14 scale <3, 1, 0.5>] [1 wrinkles 0.1 scale <1.5, 1, 0.4>] } } }
#declare R = seed(77);
#macro Stones(N, X0, X1, Z0, Z1, S)
  #local K = 0;
  #while (K < N)
    #local X = X0+(X1-X0)*rand(R);
    #local Z = Z0+(Z1-Z0)*rand(R);
    sphere { 0, 1 scale <1, 0.45+0.3*rand(R), 0.75>*S*(0.25+pow(rand(R), 3)) rotate y*rand(R)*360 translate <X, 0.28-0.09*(X-X0)*4/(X1-X0), Z>
      pigment { granite scale 0.2 color_map { [0 C(Greys[int(rand(R)*4.99)])*0.75] [1 C(Greys[int(rand(R)*4.99)])] } } }
    #local K = K + 1;
  #end
#end
#declare Greys = array[5] { "8f8a7d", "a59f90", "77766f", "b5a88f", "6a6d6c" }
prism { linear_sweep linear_spline -1, 0.13, 8, <-14, -9>, <-0.4, -9>, <0.3, -2>, <-0.6, 5>, <-2.4, 13>, <-6, 26>, <-30, 40>, <-14, -9> pigment { granite scale 0.3 color_map { [0 C("7d7565")] [1 C("a89c86")] } } normal { granite 0.5 scale 0.3 } }
Stones(420, -5.5, 0.9, -6, 6, 0.15) Stones(260, -7, -0.2, 4, 18, 0.24) Stones(60, 0.4, 6, 6, 11, 0.35)
object { height_field { png "hills.png" smooth } translate <-0.5, 0, 0> scale <520, 46, 240> translate <40, -4, 95> pigment { C("6f7d5d") } normal { granite 0.6 scale 8 } }
box { <-300, -1, 42>, <300, 0.6, 120> pigment { C("7d8457") } }
#declare Greens = array[3] { "5d7340", "6f8149", "4d6440" }
#declare Grass = array[4] { "7d8a4a", "a39a58", "5f743c", "b5a566" }
#declare Heads = array[3] { "c9b27a", "a8567a", "b9864a" }
// Poplars on the far bank, tall grass on the near one.
#declare K = 0;
#while (K < 34)
  #declare P = <-34+K*3.1+rand(R)*1.6, 0.4, 46+rand(R)*8>;
  #declare H = 7+rand(R)*8;
  #declare J = 0;
  #while (J < 60)
    #declare T = rand(R);
    sphere { 0, 1 scale <0.5, 0.75, 0.5>*(0.5+0.7*rand(R)) translate P+<(rand(R)-0.5)*2.6*sqrt(sin(pi*(0.1+0.87*T))), 0.8+H*T, rand(R)-0.5> pigment { C(Greens[int(rand(R)*2.99)]) } normal { granite 2.5 scale 0.7 } }
    #declare J = J + 1;
  #end
  #declare K = K + 1;
#end
#declare K = 0;
#while (K < 900)
  #declare X = -6.2+pow(rand(R), 1.4)*4.2;
  #declare Z = -4.6+rand(R)*15;
  #declare H = 0.5+rand(R)*0.95;
  #declare B = (rand(R)-0.3)*0.5;
  sphere_sweep { cubic_spline 5, <X-B*0.2, -0.2, Z>, 0.012 <X, 0.1, Z>, 0.013 <X+B*0.3, H*0.6, Z>, 0.011 <X+B, H, Z+0.1>, 0.007 <X+B*1.7, H*1.1, Z+0.1>, 0.002
    pigment { C(Grass[int(rand(R)*3.99)]) } }
  #if (mod(K, 6) = 0)
    sphere { 0, 1 scale <0.022, 0.13, 0.022> rotate z*-B*40 translate <X+B, H+0.06, Z+0.1> pigment { C(Heads[int(rand(R)*2.99)]) } }
  #end
  #declare K = K + 1;
#end
// The gauge board: black and white marks, no figures.
union {
  box { <-0.09, -1, -0.02>, <0.09, 2, 0.02> pigment { C("f1eee2") } }
  #declare K = 0;
  #while (K < 20) box { <-0.09+0.08*mod(K, 2), K*0.1, -0.026>, <0.01+0.08*mod(K, 2), K*0.1+0.05, -0.02> pigment { C("1d1d1d") } } #declare K = K + 1; #end
  box { <-0.14, -1, 0.02>, <0.14, 2.1, 0.1> pigment { C("6b5540") } }
  rotate y*-12 translate <1.75, 0, 3.4>
}
