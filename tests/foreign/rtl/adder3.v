module adder3 (x, y, z, s);
  parameter W = 8;
  input signed [W-1:0] x, y, z;
  output signed [W+1:0] s;
  assign s = x + y + z;
endmodule
