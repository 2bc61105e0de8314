// SPDX-License-Identifier: Apache-2.0
// What holds of pool_rows: out row i is the sum or the greatest of the words i*stride_h ..
// i*stride_h + kernel_h - 1 that count, and counts if all of them do, or any. Word by word.

`default_nettype none

`include "properties.svh"

module pool_rows_properties #(
    parameter  int Rows    = 7,
    localparam int LEVELS  = $clog2(Rows + 1),
    localparam int Y_WIDTH = 8 + $clog2(Rows)
) (
    input wire                    clk,
    input wire [             1:0] move,
    input wire                    sum,
    input wire                    whole,
    input wire [      LEVELS-1:0] kernel_h,
    input wire [      LEVELS-1:0] stride_h,
    input wire [      LEVELS-1:0] rows_out,
    input wire [      Rows*8-1:0] x,
    input wire [        Rows-1:0] counts,
    input wire [Rows*Y_WIDTH-1:0] y,
    input wire [        Rows-1:0] marks
);

  // Simulations look at the first row alone: a bench compares them all.
`ifdef FORMAL
  localparam int WATCHED = Rows;
`else
  localparam int WATCHED = 1;
`endif

  logic [1:0] full_q;  // the register holds what came
  logic [WATCHED*Y_WIDTH-1:0] due_0_q, due_1_q;
  logic [WATCHED-1:0] marks_0_q, marks_1_q;
  logic [WATCHED*Y_WIDTH-1:0] due;
  logic [        WATCHED-1:0] due_marks;
  wire                        checked = 1'b1;

  initial full_q = '0;

  logic legal;
  assign legal = kernel_h != 0 && stride_h != 0 && rows_out != 0 &&
      (32'(rows_out) - 1) * 32'(stride_h) + 32'(kernel_h) <= Rows;

  always_comb begin
    due       = '0;
    due_marks = '0;
    for (int i = 0; i < WATCHED; i++) begin
      logic signed [Y_WIDTH-1:0] value, word;
      logic any, all;
      value = sum ? '0 : -Y_WIDTH'(128);
      any   = 1'b0;
      all   = 1'b1;
      for (int r = 0; r < Rows; r++) begin
        if (r >= i * 32'(stride_h) && r < i * 32'(stride_h) + 32'(kernel_h)) begin
          any  = any || counts[r];
          all  = all && counts[r];
          word = Y_WIDTH'($signed(x[r*8+:8]));
          if (counts[r]) begin
            if (sum) value = value + word;
            else if (word > value) value = word;
          end
        end
      end
      due[i*Y_WIDTH+:Y_WIDTH] = value;
      due_marks[i]            = i < 32'(rows_out) && (whole ? all : any);
    end
  end

  always @(posedge clk) begin
    if (move[0]) begin
      full_q[0] <= legal;
      due_0_q   <= due;
      marks_0_q <= due_marks;
    end
    if (move[1]) begin
      full_q[1] <= full_q[0];
      due_1_q   <= due_0_q;
      marks_1_q <= marks_0_q;
    end
  end

  for (genvar i = 0; i < WATCHED; i++) begin : gen_row
    `ASSERT(as_defined, full_q[1] && marks_1_q[i],
            y[i*Y_WIDTH+:Y_WIDTH] === due_1_q[i*Y_WIDTH+:Y_WIDTH],
            "another value than the window's")
    `ASSERT(marked, full_q[1], marks[i] === marks_1_q[i], "whether the window counts")
  end

endmodule

`ifdef FORMAL
bind pool_rows pool_rows_properties #(.Rows(Rows)) u_properties (.*);
`endif

`default_nettype wire
