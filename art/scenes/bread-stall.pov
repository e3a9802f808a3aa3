// Loaves on a market stall in morning light: rounds, tins and long ones on cloth and board.
#include "common.inc"
camera { location <-1.4, 3.3, -6.2> look_at <0.15, 0.75, 0.6> angle 42 right x*1.5 }
global_settings { radiosity { count 50 error_bound 0.8 recursion_limit 2 nearest_count 6 brightness 1 gray_threshold 0.2 } }
light_source { <-8, 6, 1.5> C("ffe2b0")*2.1 area_light <0.6, 0, 1>*1.6, y*1.6, 6, 6 adaptive 1 jitter circular }
light_source { <6, 6, -8> C("9db4d0")*0.3 area_light x*3, y*3, 3, 3 adaptive 1 jitter }
#declare Crust = texture {
  pigment { average pigment_map {
    [2 bozo turbulence 0.8 octaves 6 scale 0.5 color_map { [0 C("7d4318")] [0.4 C("b06a2a")] [0.75 C("c98a42")] [1 C("8a4a1c")] }]
    [1 slope { y } color_map { [0.4 C("d3a35e")] [0.75 C("b87430")] [1 C("6d3714")] }] } }
  finish { diffuse 0.85 specular 0.12 roughness 0.06 }
  normal { average normal_map { [1 granite 0.25 scale 0.7] [1 bumps 0.4 scale 0.12] } } }
#declare Flour = texture { pigment { bozo turbulence 0.9 octaves 6 scale 0.35 color_map { [0 C("f6ead4") transmit 0.3] [0.42 C("f6ead4") transmit 0.85] [0.55 C("f6ead4") transmit 1] [1 C("f6ead4") transmit 1] } } finish { diffuse 0.9 } }
#declare Cut = texture { pigment { C("ecd2a0") } normal { granite 0.4 scale 0.3 } finish { diffuse 0.9 } }
#macro Round(P, S, Turn, Kind)
  union {
    blob { threshold 0.5
      sphere { 0, 1.25, 1.2 scale <1, 0.66, 1> }
      sphere { <0.3, 0.05, 0.2>, 0.8, 0.25 } sphere { <-0.35, 0.05, -0.15>, 0.8, 0.25 }
      #if (Kind = 0)
        cylinder { <-0.55, 0.5, 0.22>, <0.55, 0.5, 0.3>, 0.14, -0.9 } cylinder { <-0.6, 0.5, -0.22>, <0.5, 0.5, -0.28>, 0.14, -0.9 }
        cylinder { <-0.25, 0.5, -0.6>, <-0.2, 0.5, 0.6>, 0.13, -0.7 } cylinder { <0.25, 0.5, -0.6>, <0.3, 0.5, 0.6>, 0.13, -0.7 }
      #else
        cylinder { <-0.7, 0.46, -0.1>, <0, 0.56, 0.1>, 0.17, -1 } cylinder { <0, 0.56, 0.1>, <0.7, 0.46, -0.06>, 0.17, -1 }
      #end
      texture { Crust } texture { Flour scale 1+Kind*0.3 rotate y*40*Kind }
    }
    rotate y*Turn scale S translate P
  }
#end
#macro Long(P, S, Turn)
  union {
    blob { threshold 0.5
      #local K = -5;
      #while (K < 6) sphere { <K*0.27, 0, 0>, 0.55*(1-0.0085*K*K), 0.7 scale <1, 0.85, 1> } #local K = K + 1; #end
      #local K = -4;
      #while (K < 5) cylinder { <K*0.29-0.17, 0.36, -0.13>, <K*0.29+0.17, 0.36, 0.13>, 0.11, -1.3 } #local K = K + 1; #end
      texture { Crust } texture { Flour }
    }
    scale S rotate y*Turn translate P
  }
#end
#macro Tin(P, Turn)
  union {
    superellipsoid { <0.22, 0.25> scale <0.36, 0.4, 0.78> translate y*0.4 texture { Crust } }
    blob { threshold 0.5 cylinder { <0, 0.72, -0.5>, <0, 0.72, 0.5>, 0.66, 1 } cylinder { <0, 1.1, -0.45>, <0, 1.1, 0.45>, 0.14, -0.8 } scale <1, 0.9, 1> texture { Crust } texture { Flour } }
    rotate y*Turn translate P
  }
#end
// Boards of the stall, a linen cloth, the front rail.
#declare K = 0;
#while (K < 7)
  box { <-6, -0.12, -1.9+K*0.72>, <6, 0, -1.22+K*0.72> pigment { wood turbulence 0.15 color_map { [0 C("8a6844")] [1 C("6a4b2e")] } scale 0.22 rotate y*90 rotate z*2 translate K*3 } }
  #declare K = K + 1;
#end
box { <-6, -1.4, -2>, <6, 0.06, -1.92> pigment { wood turbulence 0.15 color_map { [0 C("6f6a58")] [1 C("57574a")] } scale 0.3 rotate y*90 } }
#declare Noise = function { pattern { bozo } }
height_field { function 300, 300 { 0.45+0.5*(Noise(x*5, 0, y*3)-0.5)+0.06*sin(x*46+6*Noise(x*3, 1, y*4)) } smooth
  translate <-0.5, 0, 0> scale <4.4, 0.22, 2.1> rotate y*-7 translate <0.6, -0.06, -1.7> pigment { C("d9d0bc") } normal { quilted 0.08 scale 0.05 } }
#declare R = seed(5);
Round(<-1.75, 0.42, -0.7>, 0.86, 15, 0) Round(<-0.45, 0.45, -0.95>, 0.9, 70, 1) Round(<0.9, 0.42, -0.75>, 0.85, 130, 0)
Round(<2.1, 0.42, -0.5>, 0.84, 30, 1) Round(<-1.1, 0.5, 0.45>, 0.95, 100, 0) Round(<0.35, 0.48, 0.35>, 0.92, 10, 0)
Round(<-0.35, 1.15, -0.25>, 0.82, 200, 1)
Round(<1.55, 0.46, 0.5>, 0.88, 24, 0) Round(<2.75, 0.46, 0.7>, 0.9, 54, 1) Round(<1.75, 1.12, 0.05>, 0.8, 32, 0)
#declare K = 0;
#while (K < 6)
  Long(<-3.1+mod(K, 3)*0.16, 0.3+int(K/3)*0.42, -0.5+mod(K, 3)*0.62+int(K/3)*0.3>, 0.95, -8+rand(R)*16)
  #declare K = K + 1;
#end
#declare Stripe = array[2] { "8c3b2e", "d8cbb2" }
// A crate of small ones and a paper-wrapped loaf behind; the awning's shade.
#declare K = 0;
#while (K < 26)
  box { <-2.75, 0, 1.62+int(K/9)*0.42>, <3.2, 0.6+int(K/9)*0.22, 2.05+int(K/9)*0.42> pigment { wood color_map { [0 C("8f7049")] [1 C("6f5132")] } scale 0.2 rotate y*90 } }
  Round(<-2.3+mod(K, 9)*0.62+rand(R)*0.12, 0.8+rand(R)*0.04+int(K/9)*0.22, 1.9+int(K/9)*0.42>, 0.36, rand(R)*360, mod(K, 2))
  #declare K = K + 1;
#end
box { <-2.8, 0, 1.5>, <3.2, 0.72, 1.6> pigment { wood color_map { [0 C("9a7a52")] [1 C("7c5c3a")] } scale 0.2 rotate y*90 } }
#declare K = 0;
#while (K < 22)
  box { <-5.5+K*0.5, 3.05, 2.6>, <-5.02+K*0.5, 4.4, 2.62> pigment { C(Stripe[mod(K, 2)]) } }
  #declare K = K + 1;
#end
box { <-20, -3, 9>, <20, 12, 9.2> pigment { bozo turbulence 0.5 scale 2 color_map { [0 C("37424a")] [1 C("6e665a")] } } }
plane { y, -2.5 pigment { C("6b6256") } }
