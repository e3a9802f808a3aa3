// A case of metal type, raked by a lamp; a composing stick lies across one corner.
#include "common.inc"
camera { location <-0.6, 8.6, -7.4> look_at <0.35, 0, -0.25> angle 44 right x*1.5 }
light_source { <-9, 4.6, 4> C("ffd9a2")*2.5 area_light <0.7, 0, 1>*1.3, y*1.3, 4, 4 adaptive 1 jitter circular }
light_source { <6, 9, -8> C("b9c6d2")*0.95 shadowless }
#declare Oak = texture { pigment { wood turbulence 0.2 octaves 4 color_map { [0 C("6a4526")] [0.5 C("845a33")] [1 C("4d2f18")] } scale 0.16 rotate y*88 rotate z*3 }
  normal { wood 0.15 scale 0.1 rotate y*90 } finish { diffuse 0.75 specular 0.15 roughness 0.06 } }
#declare Lead = texture { pigment { C("8a8d90") } finish { diffuse 0.42 specular 0.7 roughness 0.025 metallic reflection { 0.06, 0.25 metallic } } normal { granite 0.06 scale 0.1 } }
#declare Worn = texture { pigment { C("5c5e60") } finish { diffuse 0.45 specular 0.5 roughness 0.04 metallic reflection { 0.03, 0.15 } } normal { granite 0.1 scale 0.1 } }
#declare R = seed(21);
// One sort: a shank with its nick, the face raised in strokes that spell nothing.
#macro Sort(Thick)
  union {
    box { <-Thick, 0, -0.11>, <Thick, 0.62, 0.11> }
    #switch (int(rand(R)*4))
      #case (0) box { <-Thick*0.3, 0.62, -0.07>, <Thick*0.3, 0.66, 0.07> } #break
      #case (1) box { <-Thick*0.6, 0.62, -0.05>, <Thick*0.6, 0.66, -0.02> } box { <-Thick*0.3, 0.62, 0.01>, <Thick*0.6, 0.66, 0.04> } #break
      #case (2) box { <-Thick*0.65, 0.62, -0.07>, <-Thick*0.35, 0.66, 0.07> } box { <Thick*0.35, 0.62, -0.07>, <Thick*0.65, 0.66, 0.07> } #break
      #case (3) box { <-Thick*0.6, 0.62, 0.04>, <Thick*0.6, 0.66, 0.07> } box { <-Thick*0.15, 0.62, -0.07>, <Thick*0.15, 0.66, 0.07> } #break
    #end
    #if (rand(R) < 0.4) texture { Worn } #else texture { Lead } #end
  }
#end
#macro Bin(X0, Z0, X1, Z1, Fill)
  #local N = int((X1-X0)*(Z1-Z0)*24*Fill);
  #local K = 0;
  #while (K < N)
    object { Sort(0.045+0.06*rand(R))
      translate y*-0.31
      #if (rand(R) < 0.82) rotate x*90 #end
      rotate <rand(R)*30-15, rand(R)*360, rand(R)*30-15>
      translate <X0+0.2+(X1-X0-0.4)*rand(R), 0.08+0.44*Fill*K/N+0.08*rand(R), Z0+0.2+(Z1-Z0-0.4)*rand(R)> }
    #local K = K + 1;
  #end
#end
box { <-8, -0.1, -6>, <8, 0, 6> texture { Oak } }
#macro Wall(A, B) box { A-<0.045, 0, 0.045>, B+<0.045, 0.72, 0.045> texture { Oak } } #end
// Rows of compartments, wide for the letters that are used most.
#declare Rows = array[6] { -5.2, -3.5, -1.9, -0.3, 1.1, 2.4 }
#declare J = 0;
#while (J < 5)
  #declare Z0 = Rows[J];
  #declare Z1 = Rows[J+1];
  Wall(<-7, 0, Z0>, <7, 0, Z0>)
  #declare X = -7;
  #while (X < 6.4)
    #declare W = 0.95+int(rand(R)*2.6)*0.62;
    #declare X1 = min(X+W, 7);
    Wall(<X, 0, Z0>, <X, 0, Z1>)
    Bin(X, Z0, X1, Z1, 0.45+0.55*rand(R))
    #declare X = X1;
  #end
  #declare J = J + 1;
#end
Wall(<-7, 0, 2.4>, <7, 0, 2.4>)
// The upper case: small equal boxes.
#declare J = 0;
#while (J < 4)
  #declare K = 0;
  #while (K < 13)
    Wall(<-7+K*1.08, 0, 2.4+J*1.15>, <-7+K*1.08, 0, 3.55+J*1.15>) Wall(<-7+K*1.08, 0, 3.55+J*1.15>, <-5.92+K*1.08, 0, 3.55+J*1.15>)
    Bin(-7+K*1.08, 2.4+J*1.15, -5.92+K*1.08, 3.55+J*1.15, 0.25+0.5*rand(R))
    #declare K = K + 1;
  #end
  #declare J = J + 1;
#end
// The composing stick with a line set in it.
union {
  box { <0, 0, 0>, <4.6, 0.05, 0.95> } box { <0, 0, 0.9>, <4.6, 0.5, 0.95> } box { <4.5, 0, 0>, <4.6, 0.5, 0.95> }
  box { <0.7, 0.05, 0.1>, <0.85, 0.45, 0.9> }
  cylinder { <0.45, 0.05, 0.4>, <0.45, 0.35, 0.4>, 0.16 }
  pigment { C("a89466") } finish { diffuse 0.35 specular 0.8 roughness 0.02 metallic reflection { 0.1, 0.35 metallic } }
  rotate y*21 translate <-1.9, 0.78, -3.7>
}
#declare X = 0.95;
#while (X < 4.1)
  #declare T = 0.05+0.05*rand(R);
  object { Sort(T) scale <1, 1, 1.1> translate <X+T, 0.06, 0.72> rotate y*21 translate <-1.9, 0.78, -3.7> }
  #declare X = X + 2*T + 0.006;
#end
