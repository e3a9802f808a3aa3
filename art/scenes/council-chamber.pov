// A round council chamber between sittings: rings of desks under a skylight.
#include "common.inc"
camera { location <-1.5, 8.4, -15.5> look_at <0.4, 1.6, 3> angle 66 right x*1.5 }
global_settings { radiosity { count 60 error_bound 0.7 recursion_limit 2 nearest_count 6 brightness 1 low_error_factor 0.7 gray_threshold 0.1 } }
light_source { <5, 24, -3> C("fff0d8")*1.9 area_light x*5, z*5, 5, 5 adaptive 1 jitter circular }
light_source { <-14, 9, 6> C("b9c4d0")*0.75 shadowless }
#declare Wood = texture { pigment { wood turbulence 0.12 color_map { [0 C("6b3f26")] [0.6 C("86532f")] [1 C("512d1a")] } scale <0.35, 2, 0.35> rotate z*88 }
  finish { diffuse 0.75 specular 0.25 roughness 0.03 reflection { 0.01, 0.12 } } }
#declare Leather = texture { pigment { C("3f5b4a") } finish { diffuse 0.75 specular 0.2 roughness 0.06 } }
// Floor, wall, cornice and skylight.
plane { y, 0 pigment { C("5c3a34") } }
cylinder { <0, 0, 0>, <0, 0.02, 0>, 3.6 pigment { radial color_map { [0 C("b39868")] [0.5 C("b39868")] [0.5 C("7d5040")] [1 C("7d5040")] } frequency 16 } }
difference {
  cylinder { <0, -1, 0>, <0, 15, 0>, 19 } cylinder { <0, -2, 0>, <0, 16, 0>, 18.5 }
  pigment { gradient y color_map { [0 C("7a5136")] [0.27 C("7a5136")] [0.27 C("c9bfae")] [1 C("ddd5c6")] } scale 15 }
}
#declare A = 0;
#while (A < 360)
  union { cylinder { <0, 4, 18.1>, <0, 12, 18.1>, 0.45 } box { <-0.6, 12, 17.4>, <0.6, 12.5, 18.6> } box { <-0.6, 3.6, 17.4>, <0.6, 4, 18.6> }
    pigment { C("e5ded0") } rotate y*A }
  box { <-1.2, 5, 18.35>, <1.2, 10.5, 18.5> pigment { C("8fa0a8") } Glow(C("c3d2dc")*0.9) rotate y*(A+11.25) }
  #declare A = A + 22.5;
#end
torus { 18.4, 0.5 translate y*12.8 pigment { C("e5ded0") } }
difference { cylinder { <0, 13, 0>, <0, 15, 0>, 19 } cylinder { <0, 12, 0>, <0, 16, 0>, 6.5 } pigment { C("d5ccbb") } }
cylinder { <0, 15.2, 0>, <0, 15.3, 0>, 7 pigment { C("f4f2ea") } Glow(C("fdf3e2")*1.2) no_shadow }
#declare A = 0;
#while (A < 180)
  box { <-7, 14.6, -0.12>, <7, 14.9, 0.12> pigment { C("6e6a60") } rotate y*A no_shadow }
  #declare A = A + 15;
#end
// Three rings of desks and chairs, each a step higher; an aisle is left open to the door.
#macro Ring(Rad, Base, Step)
  difference {
    cylinder { <0, 0, 0>, <0, Base, 0>, Rad+2.4 } cylinder { <0, -1, 0>, <0, Base+1, 0>, Rad-0.5 }
    pigment { C("613d36") }
  }
  difference {
    union {
      difference { cylinder { <0, Base, 0>, <0, Base+1, 0>, Rad } cylinder { <0, Base-1, 0>, <0, Base+2, 0>, Rad-0.12 } }
      difference { cylinder { <0, Base+1, 0>, <0, Base+1.07, 0>, Rad+0.6 } cylinder { <0, Base-1, 0>, <0, Base+2, 0>, Rad-0.18 } }
    }
    box { <-1.4, -1, 0>, <1.4, 9, 30> rotate y*8 } box { <-1.4, -1, 0>, <1.4, 9, 30> rotate y*128 } box { <-1.4, -1, 0>, <1.4, 9, 30> rotate y*248 }
    texture { Wood }
  }
  #local A = 8+Step*0.9;
  #while (A < 367)
    #if (abs(mod(A-8, 120)-0) > 600/Rad/5 & abs(mod(A-8, 120)-120) > 600/Rad/5)
      union {
        superellipsoid { <0.3, 0.3> scale <0.36, 0.08, 0.33> translate <0, 0.5, 0> }
        superellipsoid { <0.35, 0.3> scale <0.36, 0.5, 0.08> translate <0, 1.0, 0.34> }
        cylinder { <0, 0, 0>, <0, 0.5, 0>, 0.07 pigment { C("2b2622") } }
        texture { Leather } rotate y*(rand(Seats)-0.5)*34 translate <0, Base, Rad+1.25> rotate y*A
      }
      union {
        cylinder { <0, 1.07, 0>, <0.05, 1.4, -0.12>, 0.015 } sphere { <0.05, 1.42, -0.13>, 0.035 }
        pigment { C("1d1c1b") } translate <0.3, Base, Rad+0.2> rotate y*A
      }
      box { <-0.2, 1.072, Rad+0.12>, <0.12, 1.085, Rad+0.46> pigment { C("efe9db") } translate y*Base rotate y*A }
    #end
    #local A = A + Step;
  #end
#end
#declare Seats = seed(12);
Ring(5.2, 0.35, 14) Ring(8.3, 0.95, 9.5) Ring(11.5, 1.6, 7)
// The chair's dais.
union {
  box { <-2.2, 0, 15>, <2.2, 3.6, 17.6> } box { <-2.4, 3.6, 14.8>, <2.4, 3.75, 17.6> } box { <-1, 3.6, 17.2>, <1, 7.4, 17.6> }
  cylinder { <0, 7.4, 17.2>, <0, 7.4, 17.6>, 1 } texture { Wood } rotate y*8
}
