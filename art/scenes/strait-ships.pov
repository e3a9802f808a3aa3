// Ships at anchor in a strait, each paler than the one before.
#include "common.inc"
camera { location <0, 62, -160> look_at <10, 18, 700> angle 33 right x*1.5 }
CloudySky(C("f6d6a8"), C("e6c9a8"), C("7fa3ae"), C("fff0d8"), 0.4)
Sun(<-0.85, 0.3, 0.1>, C("ffdba8")*3.0)
Fill(C("8fb4bd")*0.4)
fog { fog_type 2 distance 2700 color C("f1d6b4") fog_offset 0 fog_alt 130 up y }
plane { y, 0
  pigment { C("2a6670") } finish { diffuse 0.45 reflection { 0.05, 0.9 fresnel } specular 0.5 roughness 0.006 }
  normal { average normal_map { [1 bumps 0.35 scale <9, 1, 3>] [1 bumps 0.25 scale <2.4, 1, 0.9>] } } interior { ior 1.33 } }
#declare Paints = array[6] { "7a2e24", "23404f", "3d4a43", "5a2b2b", "1f2f3d", "6b4a2f" }
#declare Boxes = array[6] { "b5533c", "3f6c7d", "c79a4e", "6f7f6a", "8a4a45", "c9c1ae" }
#macro Ship(P, Seed, Laden)
  #local R = seed(Seed);
  union {
    prism { linear_sweep linear_spline 0, 13, 8, <-95, -13>, <70, -13>, <90, -8>, <104, 0>, <90, 8>, <70, 13>, <-95, 13>, <-95, -13>
      pigment { gradient y color_map { [0 C("5c231d")] [0.2 C("5c231d")] [0.2 C(P)] [1 C(P)] } scale 13 } }
    box { <-88, 13, -11>, <-68, 36, 11> pigment { C("e3dccd") } }
    box { <-89, 31, -15>, <-74, 34, 15> pigment { C("d8d0c0") } }
    box { <-67.9, 31.5, -11>, <-67.5, 33.5, 11> pigment { C("20303a") } }
    cylinder { <-82, 36, 0>, <-82, 47, 0>, 1 pigment { C("ddd4c4") } }
    box { <-92, 36, -4>, <-86, 43, 4> pigment { C("8c3a2c") } }
    cylinder { <92, 13, 0>, <92, 26, 0>, 0.6 pigment { C("ddd4c4") } }
    #local X = -62;
    #while (X < 78)
      #if (Laden)
        #local H = 1;
        #while (H <= 2 + 3.2*rand(R))
          #local Z = -12;
          #while (Z < 11)
            box { <X, 10.5+H*2.9, Z>, <X+12.6, 13.3+H*2.9, Z+2.6> pigment { C(Boxes[int(rand(R)*5.99)]) } }
            #local Z = Z + 2.7;
          #end
          #local H = H + 1;
        #end
        #local X = X + 13.4;
      #else
        cylinder { <X, 13, 0>, <X, 29, 0>, 1.2 pigment { C("c9b48a") } }
        cylinder { <X, 27, 0>, <X+17, 20, 0>, 0.6 pigment { C("c9b48a") } }
        box { <X+4, 13, -9>, <X+22, 15.5, 9> pigment { C("7d6a4d") } }
        #local X = X + 28;
      #end
    #end
  }
#end
object { Ship(Paints[0], 4, 1) rotate y*163 translate <-78, -2, 500> }
object { Ship(Paints[1], 8, 0) rotate y*160 translate <150, -2, 700> }
object { Ship(Paints[2], 15, 1) rotate y*158 translate <-210, -2, 1050> }
object { Ship(Paints[4], 16, 0) rotate y*155 translate <120, -2, 1350> }
object { Ship(Paints[3], 23, 1) rotate y*160 translate <-330, -2, 1700> }
object { Ship(Paints[5], 42, 0) rotate y*160 translate <470, -2, 1750> }
object { Ship(Paints[1], 43, 1) rotate y*160 translate <30, -2, 2300> }
object { Ship(Paints[0], 49, 1) rotate y*160 translate <-420, -2, 2300> }
object { height_field { png "rock.png" smooth } translate <-0.5, 0, -0.5> scale <-2600, 360, 1400> translate <-1500, -30, 3300> pigment { C("4c5a50") } }
object { height_field { png "rock.png" smooth } translate <-0.5, 0, -0.5> scale <2600, 430, 1200> translate <1250, -30, 3600> pigment { C("5c6257") } }
// A pilot boat, for scale.
union {
  prism { linear_sweep linear_spline 0, 2, 6, <-6, -2>, <4, -2>, <8, 0>, <4, 2>, <-6, 2>, <-6, -2> pigment { C("e4e0d6") } }
  box { <-3, 2, -1.4>, <2, 5, 1.4> pigment { C("c5582d") } }
  cylinder { <-1, 5, 0>, <-1, 9, 0>, 0.12 pigment { C("333333") } }
  rotate y*35 translate <62, -0.2, 260>
}
