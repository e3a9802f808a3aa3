// An air base before sunrise: runway lamps, two transports, snow mountains.
#include "common.inc"
#include "aircraft.inc"
camera { location <-5, 5, -44> look_at <38, 27, 200> angle 46 right x*1.5 }
CloudySky(C("ffc790"), C("dba9a6"), C("4f668f"), C("ff9f86"), 0.5)
// The peaks stand in the first light; a ridge behind the camera keeps the base in shadow.
Sun(<-1, 0.1, -0.2>, C("ffa880")*2.6)
box { <-40000, -10, -30000>, <-6000, 830, 30000> }
Fill(C("93aade")*1.05)
fog { fog_type 2 distance 6500 color C("c9a9b4")*0.8 fog_offset 0 fog_alt 330 up y }

#declare Snow = texture { pigment { slope { y } color_map {
    [0.5 C("363d4b")] [0.70 C("525a69")] [0.77 C("e6e9f0")] [1 C("f2f4f8")] } }
  normal { granite 0.22 scale 420 } }
object { height_field { png "peaks.png" smooth }
  translate <-0.5, 0, 0> scale <11500, 2350, 5200> translate <700, -120, 3000> texture { Snow } }
object { height_field { png "hills.png" smooth }
  translate <-0.5, 0, 0> scale <5200, 170, 1500> translate <0, -32, 1500>
  pigment { bozo turbulence 0.6 scale 60 color_map { [0 C("16222f")] [0.6 C("22303f")] [0.7 C("566478")] [1 C("7a889c")] } } }

plane { y, 0 pigment { bozo turbulence 0.5 scale <40, 1, 160>
    color_map { [0 C("b9c4d4")] [0.6 C("dde3ec")] [1 C("cfd8e4")] } } }
// The runway, swept but not bare.
box { <-23, -1, -100>, <23, 0.03, 2600>
  pigment { bozo scale <2.2, 1, 700>
    color_map { [0 C("4a525e")] [0.6 C("5a636f")] [1 C("98a1af")] } }
  finish { diffuse 0.8 } normal { bumps 0.03 scale <0.7, 1, 9> } }
#declare I = 0;
#while (I < 30)
  box { <-0.6, 0.031, I*60>, <0.6, 0.05, I*60+32> pigment { C("d8dde2") } }
  #declare I = I + 1;
#end
#macro Lamp(X, Z, Col, S) sphere { <X, 0.6, Z>, 0.24*S+Z*0.00055 pigment { Col } Glow(Col*14) no_shadow } #end
#declare I = 0;
#while (I < 42)
  Lamp(-24.5, -20+I*32, C("ffc877"), 1)
  Lamp(24.5, -20+I*32, C("ffc877"), 1)
  #declare I = I + 1;
#end
#declare I = 0;
#while (I < 14)
  Lamp(70, 30+I*40, C("5d8dff"), 0.8)
  #declare I = I + 1;
#end
// The apron and its floodlights.
box { <40, -1, 70>, <400, 0.02, 420> pigment { C("4a535f") } finish { reflection { 0.01, 0.3 } } }
object { Transport rotate y*62 translate <80, 0, 148> }
object { Transport rotate y*62 translate <66, 0, 335> }
#macro Mast(X, Z)
  cylinder { <X, 0, Z>, <X, 24, Z>, 0.35 pigment { C("20262e") } }
  box { <X-2.2, 23, Z-0.4>, <X+2.2, 24.4, Z+0.4> pigment { C("fff1d0") } Glow(C("fff1d0")*8) }
#end
Mast(190, 300) Mast(245, 420) Mast(120, 460)
// A low terminal, lit from inside, and a tower.
box { <150, 0, 500>, <330, 13, 540> pigment { C("2a313b") } }
#declare I = 0;
#while (I < 16)
  box { <153+I*11, 4, 499.6>, <160+I*11, 8.5, 500> pigment { C("ffd594") } Glow(C("ffd594")*(0.7+1.1*mod(I*7, 5)/4)) }
  #declare I = I + 1;
#end
cylinder { <-95, 0, 420>, <-95, 34, 420>, 4 pigment { C("3c4552") } }
cone { <-95, 33, 420>, 5, <-95, 41, 420>, 8 pigment { C("202731") } finish { reflection 0.3 } }
cylinder { <-95, 36, 420>, <-95, 39.6, 420>, 7.7 pigment { C("ffdda0") } Glow(C("ffdda0")*1.4) }
cylinder { <-95, 41, 420>, <-95, 43, 420>, 6 pigment { C("202731") } }
sphere { <-95, 47, 420>, 0.9 pigment { C("ff4a30") } Glow(C("ff4a30")*8) }
