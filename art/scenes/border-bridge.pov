// An iron arch over a gorge, the far end lost in mist.
#include "common.inc"
camera { location <-70, 30, -165> look_at <6, 18, 40> angle 40 right x*1.5 }
Sky(C("d6dcd8"), C("c3ccc9"), C("8fa09f"))
Sun(<-0.6, 0.7, -0.35>, C("ffeccb")*1.6)
Fill(C("b9c9c8")*0.5)
fog { distance 760 color C("cdd5d1") }
fog { fog_type 2 distance 90 color C("d9dfdb") fog_offset -58 fog_alt 16 turbulence 0.6 turb_depth 0.7 }
object { height_field { png "gorge.png" smooth } translate <-0.5, 0, 0> scale <460, 205, 760> translate <0, -132, -170>
  texture { pigment { slope { y } color_map { [0.5 C("3b3a36")] [0.72 C("56544c")] [0.86 C("4a5a3e")] [1 C("5d6b47")] } }
    normal { granite 0.35 scale 14 } } }
#declare Iron = texture { pigment { bozo turbulence 0.6 scale 7 color_map { [0 C("6b2f22")] [1 C("96492f")] } }
  finish { diffuse 0.8 specular 0.15 roughness 0.05 } }
#declare Span = 124;
#macro ArchY(X) (-4 - 46*pow(X/(Span/2), 2)) #end
#macro InnerY(X) (ArchY(X) + 0 - 6 - 3*pow(X/(Span/2), 2)) #end
#declare Rib = union {
  #local X = -62;
  #local Step = 6.2;
  #while (X < 61.5)
    #local Q = X + Step;
    cylinder { <X, ArchY(X), 0>, <Q, ArchY(Q), 0>, 0.75 }
    cylinder { <X, InnerY(X), 0>, <Q, InnerY(Q), 0>, 0.75 }
    cylinder { <X, ArchY(X), 0>, <X, InnerY(X), 0>, 0.4 }
    cylinder { <X, ArchY(X), 0>, <Q, InnerY(Q), 0>, 0.32 }
    cylinder { <X, ArchY(X), 0>, <X, 1, 0>, 0.42 }
    #if (abs(X) > 20) cylinder { <X, ArchY(X), 0>, <Q, 0.4, 0>, 0.2 } #end
    #local X = Q;
  #end
  texture { Iron }
}
union {
  object { Rib translate z*-4.6 } object { Rib translate z*4.6 }
  #declare X = -62;
  #while (X < 62.5)
    cylinder { <X, ArchY(X), -4.6>, <X, ArchY(X), 4.6>, 0.3 }
    cylinder { <X, InnerY(X), -4.6>, <X, InnerY(X), 4.6>, 0.3 }
    cylinder { <X, ArchY(X), -4.6>, <X+6.2, ArchY(X+6.2), 4.6>, 0.2 }
    #declare X = X + 6.2;
  #end
  // The deck and its lattice girders.
  box { <-150, 0.4, -6>, <150, 1.8, 6> }
  #declare X = -150;
  #while (X < 150)
    #declare Z = -5.6;
    #while (Z < 6)
      cylinder { <X, 1.5, Z>, <X+3, 5, Z>, 0.16 } cylinder { <X, 5, Z>, <X+3, 1.5, Z>, 0.16 }
      cylinder { <X, 1.5, Z>, <X, 5, Z>, 0.22 }
      #declare Z = Z + 11.2;
    #end
    #declare X = X + 3;
  #end
  cylinder { <-150, 5, -5.6>, <150, 5, -5.6>, 0.32 } cylinder { <-150, 5, 5.6>, <150, 5, 5.6>, 0.32 }
  texture { Iron } rotate y*-24 translate <4, 24, 30>
}
// Stone abutments and a barrier hut with its lamp.
union {
  box { <-78, -60, -9>, <-60, 0.4, 9> } box { <60, -60, -9>, <78, 0.4, 9> }
  pigment { brick C("6f6b62"), C("85807a") brick_size <4, 2, 3> mortar 0.12 } rotate y*-24 translate <4, 24, 30>
}
union {
  box { <-66, 1.8, -3>, <-62, 6, 0> pigment { C("c9c5b8") } }
  box { <-67, 6, -3.6>, <-61, 6.6, 0.6> pigment { C("36393a") } }
  box { <-62.1, 3.4, -2.4>, <-61.9, 5, -0.6> pigment { C("ffd994") } Glow(C("ffd994")*2) }
  rotate y*-24 translate <4, 24, 30>
}
