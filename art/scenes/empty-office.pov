// An office on its fifth day: nobody, and the sun coming in flat through a row of windows.
#include "common.inc"
camera { location <-3.4, 1.75, -8.6> look_at <0.6, 1.35, 2> angle 60 right x*1.5 }
global_settings { radiosity { count 260 error_bound 0.45 recursion_limit 2 nearest_count 14 brightness 1.1 gray_threshold 0.1 low_error_factor 0.7 } }
Sky(C("ffe9c9"), C("cfdce6"), C("9fb9d2"))
light_source { <60, 24, 14> C("ffd9a0")*3.6 area_light <0, 0, 1>*1.4, y*1.4, 4, 4 adaptive 1 jitter circular }
plane { y, 0 pigment { checker C("77736c"), C("827d75") scale 0.6 } normal { granite 0.08 scale 0.2 } }
box { <-6.2, 3.2, -14>, <6, 3.4, 12.2> pigment { C("e9e5dc") } }
box { <-6.2, 0, -14>, <-6, 3.3, 16> pigment { C("d7d2c4") } }
box { <-6, 0, 12>, <6, 3.3, 12.2> pigment { C("b9c0bb") } }
box { <-6, 0, -14>, <6, 3.3, -13.8> pigment { C("d7d2c4") } }
// The window wall: piers, sills, mullions.
union {
  box { <5.6, 0, -14>, <6, 0.75, 12> } box { <5.6, 2.95, -14>, <6, 3.3, 12> }
  #declare K = 0;
  #while (K < 11)
    box { <5.6, 0, -13.6+K*2.5>, <6, 3.2, -13.2+K*2.5> }
    cylinder { <5.8, 0.7, -12.2+K*2.5>, <5.8, 3, -12.2+K*2.5>, 0.035 }
    cylinder { <5.8, 2.2, -13.4+K*2.5>, <5.8, 2.2, -11+K*2.5>, 0.03 }
    #declare K = K + 1;
  #end
  pigment { C("cfc9bc") }
}
// The town outside, pale.
#declare R = seed(13);
#declare K = 0;
#while (K < 40)
  box { <0, -30, 0>, <9, rand(R)*9-4, 5> translate <70+rand(R)*60, 0, -70+K*5> pigment { C("a9b4bb") } finish { emission 0.3 } no_shadow }
  #declare K = K + 1;
#end
#declare Top = texture { pigment { C("d9c7a6") } finish { diffuse 0.75 specular 0.15 reflection { 0.01, 0.15 } } }
#declare Dark = texture { pigment { C("24282b") } finish { diffuse 0.7 specular 0.3 roughness 0.03 } }
#macro Desk(P, Turn, Seed)
  #local Q = seed(Seed);
  union {
    box { <-0.8, 0.7, -0.4>, <0.8, 0.74, 0.4> texture { Top } }
    box { <-0.78, 0, -0.36>, <-0.74, 0.7, 0.36> texture { Dark } } box { <0.74, 0, -0.36>, <0.78, 0.7, 0.36> texture { Dark } }
    box { <-0.3, 0.9, 0.2>, <0.3, 1.25, 0.225> texture { Dark } } box { <-0.03, 0.74, 0.22>, <0.03, 0.95, 0.25> texture { Dark } }
    box { <-0.14, 0.74, 0.14>, <0.14, 0.75, 0.3> texture { Dark } }
    box { <-0.22, 0.742, -0.22>, <0.22, 0.757, -0.08> pigment { C("c9c9c4") } }
    box { <0.42, 0.74, -0.2>, <0.65, 0.75+0.06*rand(Q), 0.1> rotate y*(rand(Q)*16-8) pigment { C("efeae0") } }
    cylinder { <-0.5, 0.74, -0.05>, <-0.5, 0.84, -0.05>, 0.04 pigment { C("a8492f")*(0.3+0.7*rand(Q)) } }
    union {
      superellipsoid { <0.4, 0.3> scale <0.25, 0.05, 0.25> translate y*0.47 }
      superellipsoid { <0.4, 0.3> scale <0.23, 0.3, 0.04> rotate x*-7 translate <0, 0.86, -0.25> }
      cylinder { <0, 0.1, 0>, <0, 0.45, 0>, 0.03 }
      #local A = 0; #while (A < 360) cylinder { <0, 0.12, 0>, <0.29, 0.05, 0>, 0.025 rotate y*A } #local A = A + 72; #end
      rotate y*(rand(Q)*70-35) translate <rand(Q)*0.3-0.15, 0, -0.62-rand(Q)*0.2> pigment { C("3d4a52") }
    }
    rotate y*Turn translate P
  }
#end
#declare K = 0;
#while (K < 6)
  Desk(<-3.2, 0, -5+K*2.9>, 0, K+2) Desk(<-1.2, 0, -4.7+K*2.9>, 0, K+22) Desk(<2.9, 0, -5+K*2.9>, 0, K+40)
  #declare K = K + 1;
#end
// A plant, a coat left on its stand, ceiling lights off, a door standing open.
union {
  cone { <0, 0, 0>, 0.2, <0, 0.42, 0>, 0.26 pigment { C("c9c0ae") } }
  #declare K = 0;
  #while (K < 46)
    sphere_sweep { cubic_spline 5, <0, 0.2, 0>, 0.01 <0, 0.45, 0>, 0.012 <0.12, 1+rand(R)*0.5, 0>, 0.03 <0.34+rand(R)*0.2, 1.2+rand(R)*0.5, 0>, 0.035 <0.6, 0.9, 0>, 0.005
      rotate y*K*77 pigment { C("4d6a45")*(0.6+rand(R)*0.6) } }
    #declare K = K + 1;
  #end
  translate <5, 0, 3.2>
}
#declare K = 0;
#while (K < 6)
  box { <-3.6, 3.1, -5+K*3>, <-0.8, 3.19, -4.6+K*3> pigment { C("f2f0ea") } } box { <1.6, 3.1, -5+K*3>, <4.4, 3.19, -4.6+K*3> pigment { C("f2f0ea") } }
  #declare K = K + 1;
#end
box { <-1.4, 0, 11.9>, <-0.2, 2.2, 12> pigment { C("6b5a44") } }
cylinder { <-5.3, 0, 4>, <-5.3, 1.8, 4>, 0.03 texture { Dark } }
