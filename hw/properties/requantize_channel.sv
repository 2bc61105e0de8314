// SPDX-License-Identifier: Apache-2.0
// What holds of requantize_channel: it is the definition of hw/STAGES.md, register by register.
// Registers 0 to 3: the sum of the word's products with the mantissa's digits so far, exactly; what
// it keeps of that sum is the sum less the bytes that are gone, and whether those were 0. The prover
// shows it digit by digit, as lemmas (`gen_sum`): what each adds, and what a register then holds.
// That the sum of all is word * mantissa is the distributive law; simulations compare it as well.
// Registers 4 to 6: the definition, for any product; compared in simulations.

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
    localparam int HIGH_WIDTH = ACC_WIDTH - SPLIT,
    localparam int LOST_WIDTH = (XWidth < 30) ? XWidth + 1 : 31
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
    input wire [16:0] mantissa_0_q,
    input wire [8:0] mantissa_1_q,
    input wire [47:0] all_digits,  // in front of registers 0 to 3: signs, twos and ones of each
    input wire [4:0] shift_0_q,
    input wire [4:0] shift_1_q,
    input wire [4:0] shift_2_q,
    input wire [4:0] shift_3_q,
    input wire [4:0] shift_4_q,
    input wire [1:0] rounding_0_q,
    input wire [1:0] rounding_1_q,
    input wire [1:0] rounding_2_q,
    input wire [1:0] rounding_3_q,
    input wire up_4_q,
    input wire [LOST_WIDTH-1:0] lost_4_q,
    input wire [23:0] clamp_0_q,
    input wire [23:0] clamp_1_q,
    input wire [23:0] clamp_2_q,
    input wire [23:0] clamp_3_q,
    input wire [23:0] clamp_4_q,
    input wire [23:0] clamp_5_q,
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

  typedef logic signed [ACC_WIDTH-1:0] sum_t;

  // The mantissa as sixteen digits of base 4, -2 to 2, lowest first. Its uppermost bit is no sign.
  function automatic logic signed [3:0] digit(input logic [31:0] number, input int k);
    logic [2:0] bits;
    bits = 3'({number, 1'b0} >> (2 * k));
    if (k == 15 && bits[2]) return 4'sd2;
    return $signed({3'b0, bits[1]}) + $signed({3'b0, bits[0]}) - $signed({2'b0, bits[2], 1'b0});
  endfunction

  // A word times the size of a digit, and times the digit.
  function automatic sum_t times_size(input logic signed [XWidth-1:0] word,
                                      input logic signed [3:0] by);
    return by[0] ? sum_t'(word) : by != 0 ? sum_t'(word) <<< 1 : '0;
  endfunction

  function automatic sum_t times(input logic signed [XWidth-1:0] word, input logic signed [3:0] by);
    return by[3] ? -times_size(word, by) : times_size(word, by);
  endfunction

  // The products with the digits of byte k, added to the sum before, of which the lowest byte is
  // gone.
  function automatic product_t with_byte(input product_t product,
                                         input logic signed [XWidth-1:0] word,
                                         input logic [31:0] number, input int k);
    sum_t     sum;
    product_t gone;
    gone = product & ((product_t'(1) <<< (8 * k)) - product_t'(1));
    sum  = sum_t'(product >>> (8 * k));
    for (int i = 0; i < 4; i++) sum = sum + (times(word, digit(number, 4 * k + i)) <<< (2 * i));
    return (product_t'(sum) <<< (8 * k)) | gone;
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
      product_q[0]  <= with_byte('0, word, mantissa, 0);
      told_0_q      <= {shift[4:0], rounding, high, low, zero_point};
    end
    for (int k = 1; k < 6; k++) begin
      if (move[k]) begin
        full_q[k] <= full_q[k-1];
        if (k < 4) begin
          mantissa_q[k] <= mantissa_q[k-1];
          word_q[k]     <= word_q[k-1];
          product_q[k]  <= with_byte(product_q[k-1], word_q[k-1], mantissa_q[k-1], k);
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
  logic signed [41:0] all_of_them;
  always_comb begin
    all_of_them = '0;
    for (int k = 0; k < 16; k++) begin
      all_of_them = all_of_them + (42'(digit(mantissa, k)) <<< (2 * k));
    end
  end
  `ASSERT(digits_are_mantissa, move[0] && mantissa <= 32'h80000000, all_of_them == 42'(mantissa),
          "digits of the mantissa")

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

  // What is told travels beside the words.
  logic told_travels_holds;
  assign told_travels_holds =
      (!full_q[0] || told_0_q == {shift_0_q, rounding_0_q, clamp_0_q}) &&
      (!full_q[1] || told_1_q == {shift_1_q, rounding_1_q, clamp_1_q}) &&
      (!full_q[2] || told_2_q == {shift_2_q, rounding_2_q, clamp_2_q}) &&
      (!full_q[3] || told_3_q == {shift_3_q, rounding_3_q, clamp_3_q}) &&
      (!full_q[4] || (told_4_q.shift == shift_4_q && up_4_q == (told_4_q.rounding == ROUND_UP) &&
      lost_4_q == ~({LOST_WIDTH{1'b1}} << shift_4_q) &&
      {told_4_q.high, told_4_q.low, told_4_q.zero_point} == clamp_4_q)) &&
      (!full_q[5] || {told_5_q.high, told_5_q.low, told_5_q.zero_point} == clamp_5_q);
  `ASSERT(told_travels, 1'b1, told_travels_holds, "what a word is told")
  logic told_legal_holds;
  assign told_legal_holds = (!full_q[0] || is_legal(
      told_0_q
  )) && (!full_q[1] || is_legal(
      told_1_q
  )) && (!full_q[2] || is_legal(
      told_2_q
  )) && (!full_q[3] || is_legal(
      told_3_q
  )) && (!full_q[4] || is_legal(
      told_4_q
  )) && (!full_q[5] || is_legal(
      told_5_q
  ));
  `ASSERT(told_legal, 1'b1, told_legal_holds, "")

  function automatic logic is_legal(input told_t told);
    return told.rounding != 3 && $signed(told.low) <= $signed(told.high);
  endfunction

  `ASSUME(bounds_in_order, move[0], $signed(low) <= $signed(high), "the bounds changed places")

`ifdef FORMAL
  // Digits travel: those in front of register k are the mantissa's.
  logic [      31:0] number[4];
  logic [XWidth-1:0] words [4];
  assign number = '{mantissa, mantissa_q[0], mantissa_q[1], mantissa_q[2]};
  assign words  = '{x[XWidth-1:0], words_1, words_2, words_3};
  logic mantissas_legal;
  assign mantissas_legal =
      (!full_q[0] || mantissa_q[0] <= 32'h80000000) &&
      (!full_q[1] || mantissa_q[1] <= 32'h80000000) &&
      (!full_q[2] || mantissa_q[2] <= 32'h80000000);
  `ASSERT(mantissa_legal, 1'b1, mantissas_legal, "")
  logic rest_of_mantissa_holds;
  assign rest_of_mantissa_holds =
      (!full_q[0] || mantissa_0_q == mantissa_q[0][31:15]) &&
      (!full_q[1] || mantissa_1_q == mantissa_q[1][31:23]);
  `ASSERT(rest_of_mantissa, 1'b1, rest_of_mantissa_holds, "")
  for (genvar k = 0; k < 4; k++) begin : gen_sum
    localparam logic [ACC_WIDTH-1:0] KEPT_SIGN = ACC_WIDTH'(1) << (XWidth - 1);
    localparam logic [ACC_WIDTH-1:0] SIGNS = -(ACC_WIDTH'(8'b10101011) << (XWidth - 1));
    localparam logic [ACC_WIDTH-1:0] WORD_SIGN = ACC_WIDTH'(1) << XWidth;

    wire known = k == 0 ? legal : full_q[k==0?0 : k-1];
    logic [3:0] minus, two, one;
    logic [HIGH_WIDTH-1:0] upper_in;
    logic [ LOW_WIDTH-9:0] lower_in;
    logic [ACC_WIDTH-1:0] single, twice;
    logic [ ACC_WIDTH-1:0] term   [6];  // in the order in which they are added
    logic [HIGH_WIDTH-1:0] uppers [6];
    logic [ LOW_WIDTH-1:0] lowers [6];
    sum_t                  sums   [6];  // of both halves
    sum_t                  size   [4];  // of a product with a digit
    sum_t                  product[4];
    sum_t                  lacks  [5];  // what the sum has too much, or lacks, behind each digit
    sum_t                  due    [5];  // the sum behind each digit, by the definition

    assign {minus, two, one} = all_digits[12*k+:12];
    if (k == 0) begin : gen_first
      assign upper_in = '0;
      assign lower_in = '0;
    end else begin : gen_next
      assign upper_in = kept[(k-1)*(HIGH_WIDTH+LOW_WIDTH)+LOW_WIDTH+:HIGH_WIDTH];
      assign lower_in = kept[(k-1)*(HIGH_WIDTH+LOW_WIDTH)+8+:LOW_WIDTH-8];
    end
    assign single = ACC_WIDTH'({words[k][XWidth-1], words[k]});
    assign twice = ACC_WIDTH'({words[k], 1'b0});
    assign term[0] = ACC_WIDTH'({upper_in, lower_in[SPLIT-9:0]}) ^ KEPT_SIGN;
    assign term[1] = SIGNS | ACC_WIDTH'(lower_in[LOW_WIDTH-9:SPLIT-8]) << (SPLIT - 8) |
        ACC_WIDTH'({minus[3], 1'b0, minus[2], 1'b0, minus[1], 1'b0, minus[0]});
    assign due[0] = sum_t'($signed(
        {upper_in, lower_in[SPLIT-9:0]}
    )) + (ACC_WIDTH'(lower_in[LOW_WIDTH-9:SPLIT-8]) << (SPLIT - 8));
    assign lacks[0] = KEPT_SIGN + SIGNS + ACC_WIDTH'(minus[0]) + (ACC_WIDTH'(minus[1]) << 2) +
        (ACC_WIDTH'(minus[2]) << 4) + (ACC_WIDTH'(minus[3]) << 6);
    for (genvar j = 0; j < 6; j++) begin : gen_term
      if (j == 0) begin : gen_first
        assign uppers[j] = term[j][ACC_WIDTH-1:SPLIT];
        assign lowers[j] = LOW_WIDTH'(term[j][SPLIT-1:0]);
      end else begin : gen_next
        assign uppers[j] = uppers[j-1] + term[j][ACC_WIDTH-1:SPLIT];
        assign lowers[j] = lowers[j-1] + LOW_WIDTH'(term[j][SPLIT-1:0]);
        // No carry is lost between the halves.
        `ASSERT(both_halves, 1'b1,
                sums[j] == sums[j-1] + term[j] && 32'(lowers[j]) < ((j + 1) << SPLIT), "")
      end
      assign sums[j] = {uppers[j], SPLIT'(0)} + ACC_WIDTH'(lowers[j]);
    end
    for (genvar i = 0; i < 4; i++) begin : gen_digit
      wire signed [3:0] by = digit(number[k], 4 * k + i);
      assign term[2+i] =
          ((one[i] ? single : two[i] ? twice : '0) ^
           (minus[i] ? WORD_SIGN - 1'b1 : WORD_SIGN)) << (2 * i);
      assign size[i] = one[i] ? sum_t'($signed(
          words[k]
      )) : two[i] ? sum_t'($signed(
          {words[k], 1'b0}
      )) : '0;
      assign product[i] = (minus[i] ? -size[i] : size[i]) <<< (2 * i);
      assign due[i+1] = due[i] + product[i];
      assign lacks[i+1] = lacks[i] + (WORD_SIGN << (2 * i)) - (ACC_WIDTH'(minus[i]) << (2 * i));
      logic digit_in_place_holds;
      assign digit_in_place_holds =
          minus[i] == (number[k][8*k+2*i+1] && 4 * k + i < 15) &&
          one[i] == by[0] && (one[i] || two[i] == (by == 2 || by == -2));
      `ASSERT(digit_in_place, known, digit_in_place_holds, "")
      `ASSERT(product_of_digit, known, size[i] == times_size(words[k], by
              ) && (minus[i] == by[3] || size[i] == 0), "")
      `ASSERT(term_is_product, 1'b1,
              term[2+i] == product[i] + (WORD_SIGN << (2 * i)) - (ACC_WIDTH'(minus[i]) << (2 * i)),
              "")
      `ASSERT(sum_with_digit, 1'b1, sums[2+i] == due[i+1] + lacks[i+1], "")
    end
    `ASSERT(first_term, 1'b1, term[0] == sum_t'($signed({upper_in, lower_in[SPLIT-9:0]}
            )) + KEPT_SIGN, "")
    `ASSERT(second_term, 1'b1,
            term[1] == SIGNS + (ACC_WIDTH'(lower_in[LOW_WIDTH-9:SPLIT-8]) << (SPLIT - 8)) +
            ACC_WIDTH'(minus[0]) + (ACC_WIDTH'(minus[1]) << 2) + (ACC_WIDTH'(minus[2]) << 4) +
            (ACC_WIDTH'(minus[3]) << 6),
            "")
    `ASSERT(sum_before, 1'b1, sums[1] == due[0] + lacks[0], "")
    `ASSERT(nothing_lacks, 1'b1, lacks[4] == '0, "")
    `ASSERT(sum_of_byte, 1'b1, sums[5] == due[4], "")

    // And that is what the register holds.
    sum_t due_q;
    logic loaded_q;
    initial loaded_q = 1'b0;
    always @(posedge clk) if (move[k]) {loaded_q, due_q} <= {1'b1, due[4]};
    `ASSERT(sum_kept, loaded_q,
            {kept[k*(HIGH_WIDTH+LOW_WIDTH)+LOW_WIDTH+:HIGH_WIDTH], SPLIT'(0)} +
            ACC_WIDTH'(kept[k*(HIGH_WIDTH+LOW_WIDTH)+:LOW_WIDTH]) == due_q,
            "")
  end

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
    .all_digits({digits[3], digits[2], digits[1], digits[0]}),
    .whole_4_q(gen_row[0].whole_4_q),
    .half_4_q(gen_row[0].half_4_q),
    .rest_4_q(gen_row[0].rest_4_q),
    .near_5_q(gen_row[0].near_5_q),
    .up_5_q(gen_row[0].up_5_q)
);
`endif

`default_nettype wire
