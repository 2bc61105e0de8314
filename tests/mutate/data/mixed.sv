// SPDX-License-Identifier: Apache-2.0
// All that widths and signs can do to an expression whose mutants stand beside it.

`default_nettype none

module mixed
  import mixed_pkg::*;
#(
    parameter int Rows  = 3,
    parameter int Width = 8,
    parameter bit Wide  = 1
) (
    input  wire                         clk,
    input  wire                         rst_n,
    input  wire                         enable,
    input  wire        [     Width-1:0] a,
    input  wire        [     Width-1:0] b,
    input  wire signed [           7:0] s,
    input  wire signed [           4:0] t,
    input  wire        [           1:0] pick,
    input  pair_t                       pair,
    output logic       [          15:0] sum,
    output logic       [          15:0] product,
    output logic       [          15:0] mixed_signs,
    output logic                        less,
    output logic                        carry,
    output logic       [          11:0] joined,
    output logic       [          15:0] moved,
    output logic       [Rows*Width-1:0] rows,
    output logic       [           7:0] member,
    output logic       [           4:0] odd,
    output logic       [     Width-1:0] child,
    output logic       [           1:0] state
);

  localparam int LAST = Rows - 1;

  state_e                       state_q;
  logic signed [           9:0] wide_q;
  logic        [Rows*Width-1:0] rows_q;
  logic        [           2:0] count_q;
  logic                         full;

  function automatic byte_t saturated(input byte_t x, input byte_t y);
    byte_t found;
    found = '0;
    for (int i = 0; i <= LAST; i++) begin
      if (x[i] && !y[i]) found = found + 8'd3;
      else found = found ^ y;
    end
    return (found > MAGIC) ? MAGIC : found;
  endfunction

  // The carry shows where the context is wider than the operands.
  assign sum             = a + b;
  assign product         = 16'($signed(s)) * 16'($signed(t));
  assign mixed_signs     = (pick[0] ? s : t) + 16'sd5 - (s >>> pick);
  assign less            = (s < t) || (a <= b && $signed(a) > 0);
  assign {carry, joined} = {1'b0, pick, s, ~pick} - 13'(a & b | 8'h0F);
  assign moved           = (a + b) >> 1 | 16'(b << pick);
  assign member          = pair.flag ? pair.high : pair.low % 8'd7;
  assign full            = count_q == 3'(LAST);
  assign odd             = {|a, &b, ^{a, b}, !enable, -t[1:0] == pick};
  assign rows            = rows_q;
  assign state           = state_q;

  leaf #(
      .Width(Width)
  ) u_leaf (
      .clk,
      .enable,
      .a(a + b),
      .b,
      .y(child)
  );

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      state_q <= IDLE;
      count_q <= '0;
    end else begin
      case (state_q)
        IDLE: if (enable) state_q <= WORK;
        WORK: if (full) state_q <= DONE;
        default: state_q <= pair.mark ? IDLE : DONE;
      endcase
      if (enable) count_q <= full ? '0 : count_q + 3'd1;
    end
  end

  always_ff @(posedge clk) begin
    if (!rst_n) wide_q <= '0;
    else if (enable || Wide) wide_q <= wide_q - s;
    if (!rst_n) begin
      rows_q <= '0;
    end else begin
      rows_q[count_q*Width+:Width] <= saturated(a, b);
      for (int r = 0; r < LAST; r++) begin
        if (a[r]) rows_q[r*Width+:Width] <= rows_q[(r+1)*Width+:Width] + wide_q[7:0];
      end
    end
  end

  // What follows is there to be left alone.
  logic seen_q;
  logic both;

  initial seen_q = 1'b0;

  always @(posedge clk) seen_q <= seen_q || !rst_n;

  assign both = full && seen_q;

  always @(posedge clk) begin
    if (seen_q && rst_n) begin
      assert (!both || count_q == 3'(LAST))
      else $error("full at %0d", count_q);
    end
  end

  initial begin
    if (Rows < 2 || Rows > 8) $fatal(1, "Rows is %0d: choose 2 to 8", Rows);
  end

  logic unused;
  assign unused = ^wide_q[9:8];

endmodule

`default_nettype wire
