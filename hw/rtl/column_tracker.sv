// SPDX-License-Identifier: Apache-2.0
// Follows the input columns of a block and tells which output columns are whole after each. An
// output column is whole at its last kernel column; with the last input column of a block all that
// hang over the right edge leave too.

`default_nettype none

module column_tracker
  import kraken_pkg::*;
(
    input  wire    clk,
    input  wire    start,        // a packet begins with the next step; its header is here
    input  wire    step,
    input  layer_t layer,
    input  place_t place,        // of the step in turn
    output logic   phase_first,  // the column's stride phase is 0: channels begin
    output logic   captures,     // sums are whole after this step
    output tap_t   columns,      // output columns that are whole
    output tap_t   tap,          // core within its group, less s, that holds the first of them
    output logic   none_left     // no output column of the block is left behind these
);

  header_t       header;
  tap_t          phase_q;  // (w + pad_left) mod S_W
  logic    [5:0] tap_q;  // kernel column of the next output column at w
  count_t        left_q;  // output columns of the block that have not left
  tap_t          phase_next;
  logic    [5:0] tap_next;
  logic          ends;  // an output column meets its last kernel column

  assign header      = layer.header;
  assign phase_next  = phase_q + 4'd1;
  assign tap_next    = tap_q + 6'd1;
  assign ends        = tap_next == {2'b0, header.kernel_w} && left_q != '0;

  assign phase_first = phase_q == '0;
  assign captures    = place.col_ends && !header.hold && (ends || (place.col_last && left_q != '0));
  assign columns     = place.col_last ? left_q[3:0] : 4'd1;
  assign tap         = tap_q[3:0];
  assign none_left   = place.col_last || left_q == 16'd1;

  always_ff @(posedge clk) begin
    if (start || (step && place.block_ends)) begin
      phase_q <= layer.first_phase;
      tap_q   <= {2'b0, header.pad_left};
      left_q  <= header.out_cols;
    end else if (step && place.col_ends) begin
      phase_q <= (phase_next == header.stride_w) ? '0 : phase_next;
      tap_q   <= ends ? tap_next - {2'b0, header.stride_w} : tap_next;
      if (ends) left_q <= left_q - 16'd1;
    end
  end

endmodule

`default_nettype wire
