// An eight on a flat river at dawn, mist lying under the trees.
#include "common.inc"
camera { location <-4, 3.6, -17> look_at <1.2, 1.1, 4> angle 50 right x*1.5 }
CloudySky(C("ffd7b5"), C("e9b9ae"), C("8fa3c4"), C("ffc3a8"), 0.45)
Sun(<0.6, 0.12, 0.6>, C("ffc48e")*2.6)
Fill(C("9fb0d6")*0.42)
fog { distance 520 color C("f0c9b4") }
fog { fog_type 2 distance 34 color C("f6d9c6") fog_offset 0.2 fog_alt 1.1 turbulence 0.5 turb_depth 0.6 }
plane { y, 0 pigment { C("3c4a5c") } finish { diffuse 0.15 reflection { 0.12, 0.98 fresnel } specular 0.3 roughness 0.01 } interior { ior 1.33 }
  normal { average normal_map { [1 bumps 0.05 scale <3, 1, 1>] [0.6 ripples 0.03 frequency 2 scale 3 turbulence 0.5] } } }
#declare R = seed(17);
#declare K = 0;
#while (K < 170)
  #declare D = 60+rand(R)*110;
  #declare P = <-160+rand(R)*320, 0, D>;
  #declare H = 5+rand(R)*9*(0.6+0.4*sin(K*0.13));
  #declare J = 0;
  #while (J < 80)
    #declare T = rand(R);
    sphere { P+<(rand(R)-0.5)*H*0.85*sqrt(sin(pi*(0.12+0.85*T))), H*(0.04+0.9*T), (rand(R)-0.5)*3>, 0.3+H*0.06*rand(R) pigment { C("4a4f62") } normal { granite 1.5 scale 0.6 } }
    #declare J = J + 1;
  #end
  #declare K = K + 1;
#end
box { <-400, -1, 62>, <400, 0.7, 300> pigment { C("585c60") } }
object { height_field { png "hills.png" smooth } translate <-0.5, 0, 0> scale <900, 60, 300> translate <60, -6, 190> pigment { C("6b6f86") } }
// One rower leaning into the catch; the boat runs along x, bow to +x, rowers face the stern.
#macro Rower(Vest)
  union {
    sphere { <-0.36, 1.0, 0>, 0.13 pigment { C("5a4238") } } sphere { <-0.35, 1.07, 0>, 0.125 pigment { C("2a2320") } }
    cylinder { <0.05, 0.38, 0>, <-0.26, 0.82, 0>, 0.16 pigment { C(Vest) } } sphere { <-0.27, 0.8, 0>, 0.17 pigment { C(Vest) } } sphere { <0.06, 0.36, 0>, 0.18 pigment { C("23283a") } }
    cylinder { <-0.27, 0.82, -0.17>, <-0.55, 0.66, -0.2>, 0.055 } cylinder { <-0.27, 0.82, 0.17>, <-0.55, 0.66, 0.2>, 0.055 } cylinder { <-0.55, 0.66, -0.2>, <-0.85, 0.62, -0.06>, 0.048 } cylinder { <-0.55, 0.66, 0.2>, <-0.85, 0.62, 0.06>, 0.048 }
    cylinder { <0.05, 0.36, -0.1>, <-0.4, 0.58, -0.1>, 0.09 } cylinder { <0.05, 0.36, 0.1>, <-0.4, 0.58, 0.1>, 0.09 } cylinder { <-0.4, 0.58, -0.1>, <-0.72, 0.28, -0.1>, 0.065 } cylinder { <-0.4, 0.58, 0.1>, <-0.72, 0.28, 0.1>, 0.065 }
    pigment { C("8a6350") }
  }
#end
#macro Oar(Side)
  union {
    cylinder { <-0.85, 0.62, 0>, <-0.5, 0.03, Side*3.6>, 0.028 pigment { C("e6dfd0") } }
    box { <-0.26, -0.012, 0>, <0.26, 0.012, Side*0.55> rotate z*80 rotate x*-9*Side translate <-0.49, 0.02, Side*3.4> pigment { C("b8352a") } }
    cylinder { <-0.3, 0.3, 0>, <-0.64, 0.34, Side*0.85>, 0.014 pigment { C("c8ccd2") } } cylinder { <-1, 0.3, 0>, <-0.64, 0.34, Side*0.85>, 0.014 pigment { C("c8ccd2") } }
  }
#end
union {
  sphere { 0, 1 scale <8.9, 0.3, 0.31> translate y*0.16 pigment { C("efe6d2") } finish { specular 0.7 roughness 0.01 reflection 0.06 } }
  cylinder { <8.8, 0.2, 0>, <9.05, 0.2, 0>, 0.05 pigment { C("f6f2e6") } }
  #declare K = 0;
  #while (K < 8)
    object { Rower("eee6d6") translate <-4.4+K*1.36, 0.02, 0> }
    object { Oar(1-2*mod(K, 2)) translate <-4.4+K*1.36, 0.02, 0> }
    torus { 0.22, 0.012 scale <1.4, 1, 0.8> translate <-4.9+K*1.36, 0.012, (1-2*mod(K, 2))*3.55> pigment { C("fff1e4") transmit 0.3 } }
    torus { 0.3, 0.016 scale <1.4, 1, 0.8> translate <-2.6+K*1.36, 0.012, (1-2*mod(K, 2))*3.5> pigment { C("fff1e4") transmit 0.6 } }
    #declare K = K + 1;
  #end
  // The cox, facing forward.
  sphere { <-6.3, 0.82, 0>, 0.13 pigment { C("4a3830") } } cylinder { <-6.35, 0.3, 0>, <-6.3, 0.66, 0>, 0.16 pigment { C("b8352a") } } cylinder { <-6.3, 0.88, 0>, <-6.12, 0.86, 0>, 0.09 pigment { C("23283a") } }
  rotate y*-23 translate <0.9, 0, 1.4>
}
#declare K = 0;
#while (K < 5)
  sphere { 0, 1 scale <0.9, 0.01, 0.13> translate <-9-K*1.5, 0.01, 0.35*(mod(K, 2)-0.5)> rotate y*-23 translate <0.9, 0, 1.4> pigment { C("fff1e4") transmit 0.5+K*0.08 } }
  #declare K = K + 1;
#end
// A post with a heron's patience, near.
cylinder { <-6.6, -1, -6>, <-6.55, 1.1, -6>, 0.13 pigment { C("2d2a2c") } } cylinder { <-7.7, -1, -5.2>, <-7.75, 0.7, -5.2>, 0.12 pigment { C("2d2a2c") } }
