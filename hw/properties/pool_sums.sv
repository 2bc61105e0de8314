// SPDX-License-Identifier: Apache-2.0
// What holds of pool_sums: what leaves is the sum, or the greatest, of the words that came for its
// row
// since its window began, plus the bias. Counted with one memory, a beat as it comes, in lane 0.

`default_nettype none

`include "properties.svh"

module pool_sums_properties #(
    parameter  int Lanes       = 14,
    parameter  int VWidth      = 11,
    parameter  int Depth       = 48,
    parameter  int OpenWindows = 3,
    parameter  int AccWidth    = 24,
    localparam int ROW_WIDTH   = (Depth > 1) ? $clog2(Depth) : 1
) (
    input wire                      clk,
    input wire [               1:0] move,
    input wire                      in_valid,
    input wire                      valid,
    input wire                      sum,
    input wire                      whole,
    input wire [     ROW_WIDTH-1:0] row,
    input wire [   OpenWindows-1:0] begins,
    input wire [   OpenWindows-1:0] ends,
    input wire [      AccWidth-1:0] bias,
    input wire [  Lanes*VWidth-1:0] v,
    input wire [         Lanes-1:0] counts,
    input wire                      leaves,
    input wire [Lanes*AccWidth-1:0] x,
    input wire [         Lanes-1:0] marks
);

  logic [OpenWindows*AccWidth-1:0] windows                                           [Depth];
  logic [         OpenWindows-1:0] window_marks                                      [Depth];
  logic [   Depth*OpenWindows-1:0] begun_q;  // the window has, so its value is known
  logic [AccWidth-1:0] due_0_q, due_1_q;
  logic due_mark_0_q, due_mark_1_q;
  logic known_0_q, known_1_q;
  logic leaves_0_q;
  wire  checked = 1'b1;

  initial begin
    begun_q   = '0;
    known_0_q = 1'b0;
    known_1_q = 1'b0;
  end

  always @(posedge clk) begin : count_windows
    logic signed [AccWidth-1:0] word, old;
    logic [OpenWindows*AccWidth-1:0] grown;
    logic [         OpenWindows-1:0] grown_marks;
    logic [            AccWidth-1:0] due;
    logic due_mark, known;
    due         = '0;
    due_mark    = 1'b0;
    known       = 1'b0;
    grown       = windows[row];
    grown_marks = window_marks[row];
    word        = AccWidth'($signed(v[VWidth-1:0]));
    for (int s = 0; s < OpenWindows; s++) begin
      old = grown[s*AccWidth+:AccWidth];
      if (begins[s]) begin
        grown[s*AccWidth+:AccWidth] = word + bias;
        grown_marks[s]              = counts[0];
      end else begin
        if (sum) grown[s*AccWidth+:AccWidth] = old + word;
        else if ($signed(AccWidth'(word + bias)) > old) grown[s*AccWidth+:AccWidth] = word + bias;
        grown_marks[s] = whole ? grown_marks[s] && counts[0] : grown_marks[s] || counts[0];
      end
      if (ends[s]) begin
        due      = grown[s*AccWidth+:AccWidth];
        due_mark = grown_marks[s];
        known    = begins[s] || begun_q[32'(row)*OpenWindows+s];
      end
    end
    if (move[0]) begin
      known_0_q    <= in_valid && known;
      leaves_0_q   <= ends != '0;
      due_0_q      <= due;
      due_mark_0_q <= due_mark;
      if (in_valid) begin
        windows[row]      <= grown;
        window_marks[row] <= grown_marks;
        for (int s = 0; s < OpenWindows; s++) begin
          if (begins[s]) begun_q[32'(row)*OpenWindows+s] <= 1'b1;
        end
      end
    end
    if (move[1]) begin
      known_1_q    <= known_0_q && valid;
      due_1_q      <= due_0_q;
      due_mark_1_q <= due_mark_0_q;
    end
  end

`ifdef FORMAL
  // One packet; words of a window differ by at most 255, so that the greatest is one of them.
  logic full_q, told_q, kind_q;
  logic [AccWidth-1:0] bias_q;
  initial {full_q, told_q} = '0;
  always @(posedge clk) begin
    if (move[0]) full_q <= in_valid;
    if (move[0] && in_valid) {told_q, kind_q, bias_q} <= {1'b1, sum, bias};
  end
  `ASSUME(valid_follows, 1'b1, valid == full_q, "")
  `ASSUME(one_packet, in_valid && told_q, sum == kind_q && bias == bias_q, "")
  `ASSUME(words_of_eight_bits, in_valid && !sum, $signed(v[VWidth-1:0]) >= -128 && $signed
          (v[VWidth-1:0]) <= 127 && $signed(bias) >= -200 && $signed(bias) <= 200, "")
  `ASSUME(row_there, in_valid, 32'(row) < Depth, "")
  `ASSUME(one_ends, in_valid, (ends & (ends - OpenWindows'(1))) == '0, "")
  `ASSUME(none_vanishes, valid && leaves && move[0], move[1], "")
`endif

  `ASSERT(leaves_means, known_0_q, leaves == leaves_0_q, "whether a window ends")
  `ASSERT(as_defined, known_1_q, x[AccWidth-1:0] == due_1_q && marks[0] == due_mark_1_q,
          "another value than the window's")

  `COVER(straight_behind, known_1_q && known_0_q && valid)

endmodule

`ifdef FORMAL
bind pool_sums pool_sums_properties #(
    .Lanes      (Lanes),
    .VWidth     (VWidth),
    .Depth      (Depth),
    .OpenWindows(OpenWindows),
    .AccWidth   (AccWidth)
) u_properties (.*);
`endif

`default_nettype wire
