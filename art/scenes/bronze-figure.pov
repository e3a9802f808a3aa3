// A bronze figure on its plinth in an emptied hall; shafts from the clerestory.
#include "common.inc"
camera { location <-2.9, 1.7, -8.2> look_at <0.75, 2.15, 1> angle 50 right x*1.5 }
global_settings { radiosity { count 50 error_bound 0.8 recursion_limit 2 nearest_count 6 brightness 0.9 gray_threshold 0.2 } }
light_source { <12, 9, -7> C("ffe8c6")*2.1 area_light <0.8, 0, 1>*1.2, y*1.2, 5, 5 adaptive 1 jitter circular }
light_source { <-7, 6, -7> C("9fb3c4")*0.18 shadowless }
Fog(90, C("d8c9b2")*0.35)
plane { y, 0 pigment { checker C("cabfad"), C("a59a8a") scale 1.2 rotate y*45 } finish { diffuse 0.7 reflection { 0.04, 0.45 } } }
box { <-16, 0, 15>, <16, 10, 15.4> pigment { C("9c4a42")*0.6 } }
box { <-9.4, 0, -20>, <-9, 10, 15> pigment { C("b5564a")*0.62 } }
box { <-9, 10, -20>, <6, 10.2, 16> pigment { C("d8cfc0") } }
// A colonnade down the side, and the pale shapes where cases stood.
#declare K = 0;
#while (K < 7)
  union {
    lathe { cubic_spline 8, <0.7, -0.1>, <0.62, 0>, <0.5, 0.4>, <0.5, 3>, <0.43, 6>, <0.5, 6.5>, <0.7, 6.9>, <0.7, 7> } box { <-0.72, 6.8, -0.72>, <0.72, 7.2, 0.72> } box { <-0.75, 0, -0.75>, <0.75, 0.25, 0.75> }
    pigment { C("d9d0c0") } finish { diffuse 0.85 specular 0.1 }
    translate <6.6, 0, -6+K*3.6>
  }
  union {
    lathe { cubic_spline 8, <0.7, -0.1>, <0.62, 0>, <0.5, 0.4>, <0.5, 3>, <0.43, 6>, <0.5, 6.5>, <0.7, 6.9>, <0.7, 7> } box { <-0.72, 6.8, -0.72>, <0.72, 7.2, 0.72> } box { <-0.75, 0, -0.75>, <0.75, 0.25, 0.75> }
    pigment { C("d9d0c0") } translate <-7, 0, -2+K*3.6>
  }
  #declare K = K + 1;
#end
box { <6, 7.2, -20>, <7.4, 8.2, 16> pigment { C("d9d0c0") } } box { <-7.6, 7.2, -20>, <-6.2, 8.2, 16> pigment { C("d9d0c0") } }
difference { box { <-3, 0, 14.8>, <3, 7.4, 15.1> } box { <-2.2, -1, 14>, <2.2, 5, 16> } cylinder { <0, 5, 14>, <0, 5, 16>, 2.2 } pigment { C("d9d0c0") } }
box { <-2.2, 0, 15>, <2.2, 7.4, 15.05> pigment { C("4a2c2a") } }
#macro Empty(P)
  union { box { <-0.6, 0, -0.6>, <0.6, 1.15, 0.6> } box { <-0.7, 1.15, -0.7>, <0.7, 1.25, 0.7> } box { <-0.7, 0, -0.7>, <0.7, 0.15, 0.7> } pigment { C("cfc4b2") } translate P }
#end
Empty(<-3.6, 0, 5.5>) Empty(<4, 0, 8.5>) Empty(<-3.7, 0, 10>)
union { box { <-0.8, 0, -0.8>, <0.8, 1.25, 0.8> } box { <-0.92, 1.25, -0.92>, <0.92, 1.38, 0.92> } box { <-0.95, 0, -0.95>, <0.95, 0.2, 0.95> }
  pigment { granite turbulence 0.3 scale 1.4 color_map { [0 C("5a554e")] [1 C("7d766b")] } } finish { diffuse 0.7 specular 0.25 reflection 0.04 } translate <0.8, 0, 1> }
#declare Bronze = texture {
  pigment { bozo turbulence 0.9 octaves 6 scale 0.5 color_map { [0 C("4f6f5d")] [0.24 C("4a5a44")] [0.4 C("5f4526")] [1 C("7a5528")] } }
  finish { diffuse 0.5 specular 0.85 roughness 0.025 metallic reflection { 0.04, 0.25 metallic } }
  normal { average normal_map { [1 bumps 0.12 scale 0.09] [1 granite 0.05 scale 0.4] } } }
// The figure: a woman standing, weight on one leg, a bowl held out in both hands.
#declare Figure = union {
  blob { threshold 0.45
    // head, neck, torso
    sphere { <0.02, 2.72, -0.03>, 0.27, 1 } sphere { <0.02, 2.62, -0.07>, 0.2, 0.7 } sphere { <0.02, 2.8, 0.08>, 0.24, 0.7 }
    cylinder { <0.02, 2.2, 0>, <0.02, 2.6, 0>, 0.14, 1 }
    cylinder { <-0.27, 2.2, 0>, <0.29, 2.24, 0>, 0.21, 1 } cylinder { <0, 1.7, 0>, <0, 2.2, 0>, 0.36, 1 }
    sphere { <-0.14, 2.02, -0.18>, 0.2, 0.6 } sphere { <0.16, 2.03, -0.18>, 0.2, 0.6 }
    sphere { <0.03, 1.45, 0>, 0.42, 1 } sphere { <-0.1, 1.38, 0.1>, 0.32, 0.7 } sphere { <0.17, 1.36, 0.1>, 0.32, 0.7 }
    // arms to the bowl
    cylinder { <-0.36, 2.16, 0>, <-0.46, 1.78, -0.1>, 0.155, 1 } cylinder { <-0.46, 1.78, -0.1>, <-0.16, 1.86, -0.5>, 0.13, 1 }
    cylinder { <0.38, 2.18, 0>, <0.48, 1.8, -0.1>, 0.155, 1 } cylinder { <0.48, 1.8, -0.1>, <0.18, 1.87, -0.5>, 0.13, 1 }
    sphere { <-0.15, 1.86, -0.52>, 0.12, 0.8 } sphere { <0.17, 1.87, -0.52>, 0.12, 0.8 }
    // the long skirt
    cylinder { <0.05, 1.3, 0>, <0.1, 0.7, 0>, 0.42, 1 } cylinder { <0.1, 0.8, 0>, <0.12, 0.15, 0.02>, 0.44, 1 } cylinder { <-0.08, 1.1, -0.1>, <-0.2, 0.15, -0.18>, 0.3, 0.9 }
    #local A = 0;
    #while (A < 360)
      cylinder { <0.3*cos(radians(A)), 1.2, 0.26*sin(radians(A))>, <0.04+0.42*cos(radians(A)), 0.04, 0.4*sin(radians(A))>, 0.1, 0.55 }
      #local A = A + 24;
    #end
    sphere { <-0.22, 0.06, -0.42>, 0.14, 0.9 } sphere { <0.16, 0.06, -0.38>, 0.14, 0.9 }
  }
  // hair knot, necklaces, bowl
  sphere { <0.02, 2.86, 0.2>, 0.13 } torus { 0.17, 0.022 scale <1, 1, 0.85> rotate x*-12 translate <0.02, 2.33, -0.02> } torus { 0.21, 0.024 scale <1, 1, 0.85> rotate x*-18 translate <0.02, 2.25, -0.04> }
  torus { 0.37, 0.03 scale <1, 1, 0.9> translate <0.03, 1.56, 0> }
  difference { sphere { <0, 0, 0>, 0.27 } sphere { <0, 0.04, 0>, 0.245 } plane { -y, -0.05 } scale <1, 0.8, 1> translate <0.01, 2.02, -0.58> }
  texture { Bronze }
}
object { Figure scale 1.0 rotate y*18 translate <0.8, 1.38, 1> }
// A rope barrier, and one crate waiting.
#declare K = 0;
#while (K < 4)
  cylinder { <-1+K*1.25, 0, -1.2-0.12*K>, <-1+K*1.25, 0.95, -1.2-0.12*K>, 0.03 pigment { C("b8935a") } finish { specular 0.8 reflection 0.15 } }
  cylinder { <-1+K*1.25, 0, -1.2-0.12*K>, <-1+K*1.25, 0.04, -1.2-0.12*K>, 0.16 pigment { C("b8935a") } }
  #if (K < 3) sphere_sweep { cubic_spline 5, <-1+K*1.25-0.2, 1.1, -1.2-0.12*K>, 0.025 <-1+K*1.25, 0.88, -1.2-0.12*K>, 0.025 <-0.37+K*1.25, 0.6, -1.26-0.12*K>, 0.025 <0.25+K*1.25, 0.88, -1.32-0.12*K>, 0.025 <0.45+K*1.25, 1.1, -1.32-0.12*K>, 0.025 pigment { C("6d2426") } } #end
  #declare K = K + 1;
#end
