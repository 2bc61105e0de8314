// SPDX-License-Identifier: Apache-2.0

// Multiplies by mantissa * 2**(shift - 31) as TFLite's reference kernels do: left shift in 32
// bits, high half of the doubled product rounded to nearest, then a division by a power of two
// rounded with halves away from zero. Combinational.

`default_nettype none

module scale32 (
    input  wire signed  [31:0] value,
    input  wire signed  [31:0] mantissa,  // 0, or 2**30 to 2**31 - 1
    input  wire signed  [ 7:0] shift,     // -31 to 30, to the left where it is positive
    output logic signed [31:0] scaled
);

  logic        [ 4:0] left;
  logic        [ 4:0] right;
  logic signed [31:0] shifted;
  logic signed [63:0] product;
  logic signed [31:0] high;
  logic        [31:0] mask;
  logic        [31:0] remainder;
  logic        [31:0] threshold;

  assign left      = shift[7] ? 5'd0 : shift[4:0];
  assign right     = shift[7] ? 5'(-shift) : 5'd0;
  assign shifted   = value <<< left;
  assign product   = shifted * mantissa;
  // The mantissa is not negative, so the high half never leaves 32 bits.
  assign high      = 32'((product + 64'sd1073741824) >>> 31);
  assign mask      = (32'd1 << right) - 32'd1;
  assign remainder = high & mask;
  assign threshold = (mask >> 1) + {31'd0, high[31]};
  assign scaled    = (high >>> right) + $signed({31'd0, remainder > threshold});

endmodule

`default_nettype wire
