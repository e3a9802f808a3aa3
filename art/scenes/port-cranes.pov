// Gantry cranes against the sunrise, a quay stacked with boxes.
#include "common.inc"
camera { location <-40, 7, -150> look_at <14, 34, 100> angle 42 right x*1.5 }
CloudySky(C("ffcf7d"), C("f0915c"), C("5c5a7c"), C("d9604a"), 0.55)
#declare SunDir = vnormalize(<0.16, 0.068, 1>);
sphere { SunDir*9000+<0, 0, 0>, 190 pigment { C("fff0c0") } Glow(C("ffdf95")*9) no_shadow }
Sun(SunDir, C("ffb060")*2.6)
Fill(C("8a7fae")*0.4)
fog { fog_type 2 distance 900 color C("f2a56c")*0.95 fog_offset 0 fog_alt 60 up y }
plane { y, 0 pigment { C("33303f") } finish { diffuse 0.25 reflection { 0.06, 0.95 fresnel } specular 0.6 roughness 0.01 } interior { ior 1.33 }
  normal { average normal_map { [1 bumps 0.3 scale <7, 1, 2.2>] [1 bumps 0.25 scale <1.6, 1, 0.6>] } } }
#declare Paint = texture { pigment { C("7a3d34") } finish { diffuse 0.7 specular 0.3 roughness 0.05 } }
#macro Lattice(L, W, N) // along +x from the origin, W square
  union {
    #local S = L/N;
    cylinder { <0, 0, -W/2>, <L, 0, -W/2>, 0.4 } cylinder { <0, 0, W/2>, <L, 0, W/2>, 0.4 }
    cylinder { <0, W, 0>, <L, W, 0>, 0.4 }
    #local K = 0;
    #while (K < N)
      cylinder { <K*S, 0, -W/2>, <(K+0.5)*S, W, 0>, 0.2 } cylinder { <(K+0.5)*S, W, 0>, <(K+1)*S, 0, -W/2>, 0.2 }
      cylinder { <K*S, 0, W/2>, <(K+0.5)*S, W, 0>, 0.2 } cylinder { <(K+0.5)*S, W, 0>, <(K+1)*S, 0, W/2>, 0.2 }
      cylinder { <K*S, 0, -W/2>, <K*S, 0, W/2>, 0.2 }
      #local K = K + 1;
    #end
  }
#end
// A ship-to-shore crane; the boom points along -x and can be raised.
#macro Crane(Raise)
  union {
    #local S = -1;
    #while (S < 2)
      box { <-1, 2, S*11-1>, <1, 44, S*11+1> } box { <17, 2, S*11-1>, <19, 44, S*11+1> }
      box { <-1, 20, S*11-0.8>, <19, 21.8, S*11+0.8> }
      cylinder { <0, 21, S*11>, <18, 43, S*11>, 0.6 }
      cylinder { <0, 44, S*11>, <9, 66, 0>, 0.7 } cylinder { <18, 44, S*11>, <9, 66, 0>, 0.6 }
      box { <-3, 0, S*11-1.6>, <4, 2.4, S*11+1.6> } box { <14, 0, S*11-1.6>, <21, 2.4, S*11+1.6> }
      #local S = S + 2;
    #end
    box { <-1, 43, -12>, <1, 45, 12> } box { <17, 43, -12>, <19, 45, 12> } box { <-1, 12, -12>, <1, 13.4, 12> }
    object { Lattice(38, 4, 9) translate <-1, 40.5, 0> }
    union {
      object { Lattice(50, 4, 12) rotate y*180 translate <0, 0, 0> }
      translate <-1, 0, 0> rotate z*-Raise translate y*40.5
    }
    #local Tip = vrotate(<-40, 4, 0>, -z*Raise) + <-1, 40.5, 0>;
    #local Midway = vrotate(<-21, 4, 0>, -z*Raise) + <-1, 40.5, 0>;
    cylinder { <9, 66, 0>, Tip, 0.22 } cylinder { <9, 66, 0>, Midway, 0.22 } cylinder { <9, 66, 0>, <36, 44, 0>, 0.25 }
    box { <20, 44, -4>, <31, 50, 4> pigment { C("cfc0a8") } }
    #if (Raise < 5)
      box { <-25, 37, -1.8>, <-21, 40, 1.8> pigment { C("e8d9b8") } }
      cylinder { <-23, 38, -1.2>, <-23, 25, -1.2>, 0.1 } cylinder { <-23, 38, 1.2>, <-23, 25, 1.2>, 0.1 }
      box { <-24.3, 22, -6>, <-21.7, 24.8, 6> pigment { C("356077") } }
    #end
    sphere { <9, 67, 0>, 0.6 pigment { C("ff5a3c") } Glow(C("ff5a3c")*10) }
    texture { Paint }
  }
#end
#declare Cols = array[6] { "a5482f", "2f5d73", "b98a3c", "55705a", "7a3838", "b5aa94" }
#declare R = seed(3);
#macro Stack(X, Z, Nx, Nz, Max)
  #local I = 0;
  #while (I < Nx)
    #local J = 0;
    #while (J < Nz)
      #local H = int(1+rand(R)*Max);
      #local K = 0;
      #while (K < H)
        box { <X+I*12.6, 3+K*2.65, Z+J*2.8>, <X+I*12.6+12.2, 5.6+K*2.65, Z+J*2.8+2.5>
          pigment { C(Cols[int(rand(R)*5.99)]) } normal { gradient x 0.6 scale 0.5 } }
        #local K = K + 1;
      #end
      #local J = J + 1;
    #end
    #local I = I + 1;
  #end
#end
box { <14, -4, -40>, <600, 3, 900> pigment { C("4a4046") } }
#declare K = 0;
#while (K < 30) cylinder { <13.6, 0.5, -36+K*9>, <13.6, 3, -36+K*9>, 0.7 pigment { C("1d1a1d") } } #declare K = K + 1; #end
object { Crane(0) translate <20, 3, 20> }
object { Crane(62) translate <20, 3, 92> }
object { Crane(0) translate <20, 3, 170> }
object { Crane(66) translate <20, 3, 260> }
object { Crane(0) translate <20, 3, 370> }
Stack(46, -24, 5, 14, 4.6) Stack(48, 40, 5, 20, 5.5)
// A ship at the berth and a tug out on the water.
union {
  prism { linear_sweep linear_spline -1, 14, 8, <-13, 40>, <-13, 230>, <13, 230>, <13, 40>, <7, 14>, <0, 4>, <-7, 14>, <-13, 40> pigment { C("24293a") } }
  #declare I = 0;
  #while (I < 10)
    #declare J = 0;
    #while (J < 9)
      #declare H = int(2+rand(R)*3.4);
      #declare K = 0;
      #while (K < H)
        box { <-12.4+J*2.8, 14+K*2.65, 46+I*13.4>, <-9.9+J*2.8, 16.5+K*2.65, 58+I*13.4> pigment { C(Cols[int(rand(R)*5.99)]) } }
        #declare K = K + 1;
      #end
      #declare J = J + 1;
    #end
    #declare I = I + 1;
  #end
  box { <-12, 14, 190>, <12, 42, 204> pigment { C("d8c7ae") } }
  translate <-2, 0, 20>
}
union {
  prism { linear_sweep linear_spline 0, 2.4, 6, <-9, -3>, <6, -3>, <10, 0>, <6, 3>, <-9, 3>, <-9, -3> pigment { C("1f2230") } }
  box { <-1, 2.4, -2>, <4, 6, 2> pigment { C("c9b598") } } box { <0, 6, -1.5>, <3.4, 8, 1.5> pigment { C("55463f") } }
  cylinder { <-2, 2.4, 0>, <-2, 8, 0>, 0.6 pigment { C("8c3a2c") } } cylinder { <2, 8, 0>, <2, 12, 0>, 0.1 pigment { C("222222") } }
  rotate y*150 translate <-56, -0.2, 10>
}
