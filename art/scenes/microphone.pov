// A studio microphone on its boom, the control room's light behind glass.
#include "common.inc"
camera { location <-1.3, 0.35, -6.2> look_at <0.55, 0.1, 0> angle 38 right x*1.5 }
light_source { <-5, 4, -3> C("ffdcae")*1.5 area_light x*1.2, y*1.2, 4, 4 adaptive 1 jitter circular }
light_source { <6, 2.4, 2.5> C("ff8f55")*1.1 area_light y*2, z*2, 4, 4 adaptive 1 jitter }
light_source { <0, -4, -6> C("4a6a7a")*0.22 shadowless }
#declare Chrome = texture { pigment { C("b8b4ac") } finish { diffuse 0.25 specular 0.9 roughness 0.012 metallic reflection { 0.25, 0.6 metallic } } }
#declare Black = texture { pigment { C("17181a") } finish { diffuse 0.6 specular 0.5 roughness 0.02 reflection 0.05 } }
// The capsule: a rounded lozenge of ribs with a mesh behind.
#declare Head = union {
  difference {
    superellipsoid { <0.55, 0.35> scale <0.62, 1.02, 0.5> }
    superellipsoid { <0.55, 0.35> scale <0.56, 0.96, 0.44> }
    #declare K = -6;
    #while (K < 7)
      box { <-0.09, -0.72+0.012*K*K, -2>, <0.0, 0.72-0.012*K*K, 2> translate x*(K*0.135+0.045) }
      #declare K = K + 1;
    #end
    box { <-2, -0.05, -2>, <2, 0.05, 2> translate y*9 }
    texture { Chrome }
  }
  superellipsoid { <0.55, 0.35> scale <0.55, 0.95, 0.42>
    texture { pigment { leopard scale 0.012 color_map { [0 C("0c0b0a")] [1 C("554a3c")] } } finish { diffuse 0.6 specular 0.4 roughness 0.05 } } }
  superellipsoid { <0.55, 0.2> scale <0.66, 0.085, 0.54> texture { Chrome } }
  box { <-0.2, -0.055, -0.56>, <0.2, 0.055, -0.5> pigment { C("8c2f25") } finish { specular 0.5 } }
}
union {
  object { Head }
  // Yoke, screws, swivel, stem.
  difference { torus { 0.98, 0.055 rotate x*90 scale <0.86, 1.22, 1> } box { <-2, 0.02, -1>, <2, 3, 1> } texture { Black } }
  cylinder { <-0.95, 0, 0>, <-0.6, 0, 0>, 0.05 texture { Chrome } } cylinder { <0.95, 0, 0>, <0.6, 0, 0>, 0.05 texture { Chrome } }
  cylinder { <-0.98, 0, 0>, <-0.88, 0, 0>, 0.13 texture { Black } } cylinder { <0.98, 0, 0>, <0.88, 0, 0>, 0.13 texture { Black } }
  cylinder { <0, -1.2, 0>, <0, -1.5, 0>, 0.13 texture { Chrome } } sphere { <0, -1.55, 0>, 0.17 texture { Black } } cylinder { <0, -1.55, 0>, <0, -4, 0>, 0.085 texture { Chrome } }
  sphere_sweep { cubic_spline 7, <0.1, -0.8, 0.3>, 0.03 <0.1, -1.0, 0.34>, 0.03 <0.3, -1.5, 0.4>, 0.03 <0.14, -2, 0.1>, 0.03 <-0.12, -2.4, 0>, 0.03 <0.12, -2.9, 0>, 0.03 <0, -4, 0>, 0.03 texture { Black } }
  rotate x*-7 rotate y*24 rotate z*4 translate <0.85, 0.25, 0>
}
// Behind: curtain on the left, control room window on the right, a red lamp above.
#declare R = seed(2);
#declare K = 0;
#while (K < 46)
  cylinder { <-14+K*0.36, -5, 7.2+0.3*sin(K*1.7)>, <-14+K*0.36, 8, 7.2+0.3*sin(K*1.7)>, 0.26 pigment { C("5a211f") } finish { diffuse 0.85 specular 0.08 } }
  #declare K = K + 1;
#end
box { <2.7, -5, 7>, <30, 8, 7.4> pigment { C("3a2e28") } }
box { <3.4, -0.4, 6.8>, <9, 2.6, 7> pigment { C("ffc27c") } Glow(C("ffb468")*0.85) }
box { <3.2, -0.6, 6.7>, <9.4, -0.4, 7> pigment { C("1d1714") } } box { <5.9, -0.4, 6.7>, <6.05, 2.6, 6.95> pigment { C("1d1714") } }
union { cone { <4.7, -0.4, 6.75>, 0.7, <4.75, 0.9, 6.75>, 0.24 } sphere { <4.75, 1.2, 6.75>, 0.34 } box { <7, -0.4, 6.7>, <9, 0.1, 6.75> } pigment { C("120e0c") } }
sphere { <2.3, 3.15, 6.6>, 0.17 pigment { C("ff3a26") } Glow(C("ff3018")*7) }
light_source { <2.3, 3.1, 6> C("ff4a30")*0.8 fade_distance 1.2 fade_power 2 }
light_source { <-4, 6, 4> C("ff9a6a")*0.5 spotlight point_at <-5, -2, 7.4> radius 18 falloff 36 }
plane { y, -3.2 pigment { C("2b1f1a") } }
