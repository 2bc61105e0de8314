// SPDX-License-Identifier: Apache-2.0
// What holds of requantize_channel: it is the definition of hw/STAGES.md, register by register.
// Registers 0 to 3: the sum of the word's products with the mantissa's bytes so far, exactly; what
// it
// keeps of that sum is the sum less the bytes that are gone, and whether those were 0. Registers 4
// to
// 6: the definition, for any product. The prover is not asked that the sum of the four products is
// word * mantissa: that is the distributive law. Simulations compare it all the same.

`default_nettype none

`include "properties.svh"

module requantize_channel_properties
  import stage_pkg::*;
#(
    parameter  int Rows       = 7,
    parameter  int XWidth     = 32,
    localparam int ACC_WIDTH  = XWidth + 8,
    localparam int SPLIT      = (ACC_WIDTH / 2 > 15) ? ACC_WIDTH / 2 : 15,
    localparam int LOW_WIDTH  = SPLIT + 3,
    localparam int HIGH_WIDTH = ACC_WIDTH - SPLIT
) (
    input wire clk,
    input wire [CHANNEL_REGISTERS-1:0] move,
    input wire [Rows*XWidth-1:0] x,
    input wire [31:0] mantissa,
    input wire [5:0] shift,
    input wire [1:0] rounding,
    input wire [7:0] zero_point,
    input wire [7:0] low,
    input wire [7:0] high,
    input wire [Rows*8-1:0] y,
    // inside, word 0
    input wire [XWidth-1:0] words_1,
    input wire [XWidth-1:0] words_2,
    input wire [XWidth-1:0] words_3,
    input wire [4*(HIGH_WIDTH+LOW_WIDTH)-1:0] kept,  // behind registers 0 to 3: high and low half
    input wire [3:0] rests,
    input wire [XWidth-1:0] whole_4_q,
    input wire half_4_q,
    input wire rest_4_q,
    input wire [9:0] near_5_q,
    input wire up_5_q
);

  localparam int WIDTH = 68;  // of a product, with room for the half of the greatest shift

  typedef logic signed [WIDTH-1:0] product_t;

  typedef struct packed {
    logic [4:0] shift;
    logic [1:0] rounding;
    logic [7:0] high;
    logic [7:0] low;
    logic [7:0] zero_point;
  } told_t;

  // The mantissa as four digits of base 256, -128 to 128, lowest first.
  function automatic logic signed [9:0] digit(input logic [31:0] number, input int k);
    logic [8:0] carry_in;
    logic [8:0] carry_out;
    carry_in  = k > 0 ? 9'(number[8*k-1]) : 9'd0;
    carry_out = k < 3 ? 9'(number[8*k+7]) : 9'd0;
    return $signed(
        {2'b0, number[8*k+:8]}
    ) + $signed(
        {1'b0, carry_in}
    ) - $signed(
        {1'b0, carry_out << 8}
    );
  endfunction

  // A word times a digit, by the bits of the digit.
  function automatic product_t times(input logic signed [XWidth-1:0] word,
                                     input logic signed [9:0] by);
    product_t sum;
    sum = '0;
    for (int i = 0; i < 9; i++) begin
      if (by[i]) sum = sum + (product_t'(word) <<< i);
    end
    if (by[9]) sum = sum - (product_t'(word) <<< 9);
    return sum;
  endfunction

  // hw/STAGES.md: the quotient of a product, without zero point and bounds.
  function automatic product_t quotient(input product_t p, input told_t told);
    product_t       h;
    product_t       size;
    product_t       one;
    logic     [6:0] n;
    one = product_t'(1);
    n   = 7'd31 + 7'(told.shift);
    if (told.rounding == ROUND_UP) return (p + (one <<< (n - 7'd1))) >>> n;
    if (told.rounding == ROUND_DOUBLE) begin
      h = (p + (one <<< 30)) >>> 31;
      n = 7'(told.shift);
    end else h = p;
    size = h < 0 ? -h : h;
    if (n != 0) size = (size + (one <<< (n - 7'd1))) >>> n;
    return h < 0 ? -size : size;
  endfunction

  function automatic logic [7:0] bounded(input product_t q, input told_t told);
    product_t sum;
    sum = q + product_t'($signed(told.zero_point));
    if (sum < product_t'($signed(told.low))) return told.low;
    if (sum > product_t'($signed(told.high))) return told.high;
    return sum[7:0];
  endfunction

  logic [6:0] full_q;  // the register holds what came
  logic [31:0] mantissa_q[4];
  logic signed [XWidth-1:0] word_q[4];
  product_t product_q[6];  // exactly, behind registers 0 to 5
  told_t told_0_q, told_1_q, told_2_q, told_3_q, told_4_q, told_5_q;
  logic [7:0] due_q;  // y
  wire        checked = 1'b1;

  initial full_q = '0;

  logic legal;  // a scaling that a layer can have
  assign legal = mantissa <= 32'h80000000 && !shift[5] && rounding != 3 && $signed(
      low
  ) <= $signed(
      high
  );

  logic signed [XWidth-1:0] word;
  assign word = x[XWidth-1:0];

  always @(posedge clk) begin
    if (move[0]) begin
      full_q[0]     <= legal;
      mantissa_q[0] <= mantissa;
      word_q[0]     <= word;
      product_q[0]  <= times(word, digit(mantissa, 0));
      told_0_q      <= {shift[4:0], rounding, high, low, zero_point};
    end
    for (int k = 1; k < 6; k++) begin
      if (move[k]) begin
        full_q[k] <= full_q[k-1];
        if (k < 4) begin
          mantissa_q[k] <= mantissa_q[k-1];
          word_q[k] <= word_q[k-1];
          product_q[k] <= product_q[k-1] + (times(
              word_q[k-1], digit(mantissa_q[k-1], k)
          ) <<< (8 * k));
        end else product_q[k] <= product_q[k-1];
      end
    end
    if (move[1]) told_1_q <= told_0_q;
    if (move[2]) told_2_q <= told_1_q;
    if (move[3]) told_3_q <= told_2_q;
    if (move[4]) told_4_q <= told_3_q;
    if (move[5]) told_5_q <= told_4_q;
    if (move[6]) begin
      full_q[6] <= full_q[5];
      due_q     <= bounded(quotient(product_q[5], told_5_q), told_5_q);
    end
  end

  // Digits make up the mantissa.
  `ASSERT(digits_are_mantissa, move[0] && mantissa <= 32'h80000000, 42'(digit(mantissa, 0
          )) + (42'(digit(mantissa, 1)) <<< 8) + (42'(digit(mantissa, 2)) <<< 16) + (42'(digit(
          mantissa, 3)) <<< 24) == 42'(mantissa), "digits of the mantissa")

  // Registers 0 to 3.
  for (genvar k = 0; k < 4; k++) begin : gen_byte
    logic [ ACC_WIDTH-1:0] sum;
    logic [HIGH_WIDTH-1:0] upper;
    logic [ LOW_WIDTH-1:0] lower;
    assign {upper, lower} = kept[k*(HIGH_WIDTH+LOW_WIDTH)+:HIGH_WIDTH+LOW_WIDTH];
    assign sum            = {upper, SPLIT'(0)} + ACC_WIDTH'(lower);
    `ASSERT(sum_so_far, full_q[k], sum == ACC_WIDTH'(product_q[k] >>> (8 * k)),
            "the sum of products so far")
    if (k > 0) begin : gen_rest
      `ASSERT(rest_so_far, full_q[k], rests[k] == |product_q[k][8*k-1:0], "whether bits are gone")
    end
  end
  logic words_travel_holds;
  assign words_travel_holds =
      (!full_q[0] || words_1 == word_q[0]) && (!full_q[1] || words_2 == word_q[1]) &&
      (!full_q[2] || words_3 == word_q[2]);
  `ASSERT(words_travel, 1'b1, words_travel_holds, "the word")

`ifdef FORMAL
  // A product of a word and a mantissa of at most 2^31.
  for (genvar k = 3; k < 6; k++) begin : gen_range
    `ASSUME(product_range, full_q[k],
            product_q[k] >= -(product_t'(1) <<< (XWidth + 30)) &&
            product_q[k] <= ((product_t'(1) <<< (XWidth - 1)) - 1) <<< 31,
            "")
  end
`else
  `ASSUME(product_is_sum, full_q[3],
          product_q[3] == product_t'(word_q[3]) * product_t'({1'b0, mantissa_q[3]}), "the product")
`endif

  // Registers 4 to 6, for any product.
  logic whole_quotient_holds;
  assign whole_quotient_holds = told_4_q.rounding == ROUND_DOUBLE ? whole_4_q ==
      XWidth'((product_q[4] + (product_t'(1) <<< 30)) >>> 31) && !half_4_q &&
      !rest_4_q : whole_4_q == XWidth'(product_q[4] >>> 31) && half_4_q == product_q[4][30] &&
      rest_4_q == |product_q[4][29:0];
  `ASSERT(whole_quotient, full_q[4], whole_quotient_holds, "the quotient by 2^31")
  `ASSERT(near_quotient, full_q[5], near(quotient(product_q[5], told_5_q)) == near(
          product_t'($signed(near_5_q)) + product_t'({1'b0, up_5_q})), "the rounded quotient")
  `ASSERT(as_defined, full_q[6], y[7:0] == due_q, "another word than the definition's")

  // What a bound of 8 bits and a zero point can tell apart.
  function automatic product_t near(input product_t q);
    if (q > 300) return product_t'(300);
    if (q < -300) return product_t'(-300);
    return q;
  endfunction

  `COVER(away_from_zero, full_q[5] && told_5_q.rounding == ROUND_AWAY && up_5_q && near_5_q[9])
  `COVER(clamped, full_q[6] && y[7:0] == 8'h7F)

endmodule

`ifdef FORMAL
bind requantize_channel requantize_channel_properties #(
    .Rows  (Rows),
    .XWidth(XWidth)
) u_properties (
    .*,
    .words_1(gen_row[0].words[1]),
    .words_2(gen_row[0].words[2]),
    .words_3(gen_row[0].words[3]),
    .kept({
      gen_row[0].high_sums[4],
      gen_row[0].low_sums[4],
      gen_row[0].high_sums[3],
      gen_row[0].low_sums[3],
      gen_row[0].high_sums[2],
      gen_row[0].low_sums[2],
      gen_row[0].high_sums[1],
      gen_row[0].low_sums[1]
    }),
    .rests({gen_row[0].rests[4], gen_row[0].rests[3], gen_row[0].rests[2], gen_row[0].rests[1]}),
    .whole_4_q(gen_row[0].whole_4_q),
    .half_4_q(gen_row[0].half_4_q),
    .rest_4_q(gen_row[0].rest_4_q),
    .near_5_q(gen_row[0].near_5_q),
    .up_5_q(gen_row[0].up_5_q)
);
`endif

`default_nettype wire
