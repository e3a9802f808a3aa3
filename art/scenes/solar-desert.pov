// Rows of panels running into the desert, the sky's last colour lying on them.
#include "common.inc"
camera { location <-3, 7.4, -16> look_at <7, 2.4, 40> angle 50 right x*1.5 }
CloudySky(C("ffb066"), C("d98a86"), C("2f3f68"), C("f08f6a"), 0.5)
SoftSun(<0.75, 0.1, 0.8>, C("ff9a55")*2.3, 0.03)
Fill(C("6f7fb5")*0.55)
fog { fog_type 2 distance 900 color C("e59a6f") fog_offset 0 fog_alt 22 up y }
plane { y, 0 pigment { bozo turbulence 0.6 octaves 6 scale <4, 1, 9> color_map { [0 C("9a6a48")] [1 C("c39066")] } }
  normal { average normal_map { [1 granite 0.15 scale 3] [1 ripples 0.25 frequency 3 scale 2.2 turbulence 0.5] } } }
object { height_field { png "hills.png" smooth } translate <-0.5, 0, 0> scale <5600, 150, 1500> translate <-200, -30, 1500>
  pigment { C("8c5c4a") } }
object { height_field { png "peaks.png" smooth } translate <-0.5, 0, 0> scale <9000, 700, 3000> translate <600, -40, 3200>
  pigment { C("7a5a66") } }
#declare Panel = union {
  box { <0, 0, 0>, <4.6, 0.06, 2.5>
    pigment { gradient x color_map { [0 C("c6cbd3")] [0.03 C("c6cbd3")] [0.03 C("101c3a")] [1 C("16254a")] } scale 1.15 }
    finish { diffuse 0.5 reflection { 0.25, 1 } specular 0.4 roughness 0.01 } }
  #declare K = 0;
  #while (K < 5) box { <0, 0.061, K*0.62>, <4.6, 0.065, K*0.62+0.02> pigment { C("8e98ab") } } #declare K = K + 1; #end
  box { <0, -0.12, 0>, <4.6, 0, 0.07> pigment { C("b9bfc8") } } box { <0, -0.12, 2.43>, <4.6, 0, 2.5> pigment { C("b9bfc8") } }
  translate z*-1.25 rotate x*-24 translate y*1.5
}
#declare Post = cylinder { 0, y*1.4, 0.07 pigment { C("aab0b8") } finish { specular 0.5 reflection 0.1 } }
#declare Row = union {
  #declare K = -20;
  #while (K < 40)
    object { Panel translate x*K*4.75 }
    object { Post translate x*(K*4.75+2.3) }
    #declare K = K + 1;
  #end
}
#declare J = 0;
#while (J < 34)
  object { Row translate <0, 0, J*7.6-60> rotate y*-63 translate <0, 0, 62> }
  #declare J = J + 1;
#end
// A pylon line leaving for the city.
#macro Pylon(X, Z, H)
  union {
    #local K = 0;
    #while (K < 8)
      #local W = 3.6*(1-K/9); #local V = 3.6*(1-(K+1)/9);
      cylinder { <-W, K*H/8, 0>, <V, (K+1)*H/8, 0>, 0.14 } cylinder { <W, K*H/8, 0>, <-V, (K+1)*H/8, 0>, 0.14 }
      cylinder { <-W, K*H/8, 0>, <-V, (K+1)*H/8, 0>, 0.2 } cylinder { <W, K*H/8, 0>, <V, (K+1)*H/8, 0>, 0.2 }
      #local K = K + 1;
    #end
    cylinder { <-8, H*0.72, 0>, <8, H*0.72, 0>, 0.2 } cylinder { <-6, H*0.88, 0>, <6, H*0.88, 0>, 0.2 }
    cylinder { <-8, H*0.72, 0>, <0, H*0.84, 0>, 0.14 } cylinder { <8, H*0.72, 0>, <0, H*0.84, 0>, 0.14 }
    pigment { C("3d3340") } rotate y*30 translate <X, 0, Z>
  }
#end
Pylon(95, 190, 42) Pylon(70, 330, 42) Pylon(45, 480, 42) Pylon(22, 650, 42)
