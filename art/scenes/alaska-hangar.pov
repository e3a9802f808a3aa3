// A hangar made ready for talks: two long tables, plain flags, snow light from the open door.
#include "common.inc"
camera { location <-7.5, 4.4, -24> look_at <1.4, 4.2, 10> angle 56 right x*1.5 }
CloudySky(C("fbe3cf"), C("dfe3ea"), C("a9bad0"), C("ffffff"), 0.5)
light_source { <4, 9, 46> C("ffe9d2")*2.4 area_light x*26, y*8, 3, 2 adaptive 1 fade_distance 40 fade_power 1 }
light_source { <-6, 13, -26> C("cfd6e2")*0.95 shadowless }
light_source { <0, 15, 6> C("ffdcae")*1.5 spotlight point_at <0, 0, 4> radius 24 falloff 44 }
Fog(260, C("dfe0e2")*0.8)
plane { y, 0
  pigment { bozo turbulence 0.6 scale <6, 1, 9> color_map { [0 C("767572")] [1 C("8d8a84")] } }
  finish { reflection { 0.02, 0.3 } diffuse 0.65 } }
// Ribs and skin of the vault.
difference {
  cylinder { <0, 0, -60>, <0, 0, 40>, 26 }
  cylinder { <0, 0, -61>, <0, 0, 41>, 25.6 }
  scale <1, 0.72, 1>
  pigment { gradient z color_map { [0 C("8d949a")] [0.9 C("9aa1a6")] [0.9 C("6b747c")] [1 C("6b747c")] } scale 1.2 }
}
#declare Z = -56;
#while (Z < 41)
  torus { 25, 0.32 rotate x*90 scale <1, 0.72, 1> translate z*Z Matt(C("2d343c")) }
  #declare A = 20;
  #while (A < 165)
    cylinder { <25*cos(radians(A)), 18*sin(radians(A)), Z>, <25*cos(radians(A+10)), 18*sin(radians(A+10)), Z+8>, 0.1
      Matt(C("39414a")) }
    #declare A = A + 10;
  #end
  #declare Z = Z + 8;
#end
// The end wall and its door, slid half open.
difference {
  cylinder { <0, 0, 39>, <0, 0, 39.6>, 26 scale <1, 0.72, 1> }
  box { <-15, -1, 30>, <15, 12.5, 50> }
  pigment { gradient x color_map { [0 C("464f58")] [0.5 C("525c66")] [0.5 C("414952")] [1 C("414952")] } scale 1.4 }
}
box { <-15.5, 0, 39.8>, <-8, 12.6, 40.2> pigment { gradient x color_map { [0 C("59636d")] [0.5 C("646f79")]
  [0.5 C("4b545d")] [1 C("4b545d")] } scale 0.9 } }
// Outside: snow, a far range, the tail of an aircraft.
box { <-300, -0.5, 40>, <300, 0.01, 900> pigment { C("eef0f4") } Glow(C("e6e9f0")*0.75) }
object { height_field { png "peaks.png" smooth } translate <-0.5, 0, 0> scale <1500, 260, 500> translate <80, -6, 700>
  pigment { C("b9c4d6") } Glow(C("b8b6cc")*0.45) }
#include "aircraft.inc"
object { Transport scale 0.7 rotate y*118 translate <16, 0, 120> }
#macro Table(X)
  box { <X-1.1, 1.02, -9>, <X+1.1, 1.12, 9> pigment { C("efeae0") } finish { reflection 0.04 } }
  box { <X-1.06, 0.1, -8.9>, <X+1.06, 1.02, 8.9> pigment { C("27415f") } }
  #local K = 0;
  #while (K < 7)
    box { <X-0.2, 1.12, -7.9+K*2.6>, <X+0.25, 1.135, -7.5+K*2.6> pigment { C("ffffff") } }
    cylinder { <X+0.5, 1.12, -7.4+K*2.6>, <X+0.5, 1.38, -7.4+K*2.6>, 0.07 pigment { C("cfe0ea") transmit 0.5 } finish { reflection 0.2 } }
    #local K = K + 1;
  #end
#end
#macro Chair(X, Z, S)
  union {
    box { <-0.3, 0.5, -0.3>, <0.3, 0.6, 0.3> }
    box { <0.25, 0.6, -0.3>, <0.32, 1.35, 0.3> }
    cylinder { <-0.25, 0, -0.25>, <-0.25, 0.5, -0.25>, 0.03 } cylinder { <0.25, 0, 0.25>, <0.25, 0.5, 0.25>, 0.03 }
    cylinder { <-0.25, 0, 0.25>, <-0.25, 0.5, 0.25>, 0.03 } cylinder { <0.25, 0, -0.25>, <0.25, 0.5, -0.25>, 0.03 }
    scale <S, 1, 1> translate <X, 0, Z> Matt(C("1d2228"))
  }
#end
union { Table(-3.3) Table(3.3) translate z*4 }
#declare K = 0;
#while (K < 7)
  Chair(-5.2, -3.7+K*2.6, -1) Chair(5.2, -3.7+K*2.6, 1)
  #declare K = K + 1;
#end
#macro Flag(X, Z, Top, Low)
  cylinder { <X, 0, Z>, <X, 5.4, Z>, 0.06 pigment { C("b08d4a") } finish { specular 0.6 reflection 0.2 } }
  cone { <X, 0, Z>, 0.5, <X, 0.25, Z>, 0.1 pigment { C("4c3b22") } }
  sphere { <X, 5.5, Z>, 0.13 pigment { C("d8b46a") } finish { specular 0.9 reflection 0.3 } }
  #local F = 0;
  #while (F < 5)
    sphere_sweep { cubic_spline 5, <X, 5.3, Z>, 0.14 <X+0.06+F*0.16, 5.1-F*0.05, Z-0.05>, 0.13
      <X+0.1+F*0.13, 3.8, Z+0.04>, 0.17 <X+0.14+F*0.11, 2.2, Z>, 0.16 <X+0.14+F*0.11, 1.9, Z>, 0.12
      pigment { gradient y color_map { [0 Low] [0.46 Low] [0.47 Top] [1 Top] } scale 5.4 } }
    #local F = F + 1;
  #end
#end
#declare K = 0;
#while (K < 5)
  Flag(-11.5+K*1.9, 19, C("8d2f2b"), C("e6ddcb"))
  Flag(4.2+K*1.9, 19, C("2b5a6e"), C("e7d9a4"))
  #declare K = K + 1;
#end
