// SPDX-License-Identifier: Apache-2.0
// Lets a packet go on step by step: one tap of one channel of one input column a clock, as soon as
// what it needs is there. A step needs a weight row and, where a load begins, its pixels.
// `*_b` outputs are registers that belong to the clock after the step, when the array multiplies.

`default_nettype none

module step_sequencer
  import kraken_pkg::*;
#(
    parameter int Rows       = 7,
    parameter int Cols       = 96,
    parameter int KwMax      = 11,
    parameter int SMax       = 4,
    parameter int PixelBuses = 2,
    parameter int BusWidth   = 1    // bits of a bus's number
) (
    input wire clk,
    input wire rst_n,
    input wire enable,  // the pipeline moves in this clock
    input wire start,  // a packet begins; its header is here
    input layer_t layer,
    // pixels
    input wire pixels_valid,
    input wire pixels_last,
    output logic pixels_take,  // this step begins a load: take its sets
    output logic body_done,  // the load taken is the last of the packet
    output logic packet_done,  // this step is the last of the packet
    output logic last_fault,  // tlast early or missing, for one clock
    // weights
    input wire row_ready,
    input wire tile_known,  // the header of the tile in turn was compared
    input wire tile_matches,  // and it is that of this packet
    output logic iteration_ends,  // the step in turn would end its iteration
    output logic block_ends,  // and this one its block
    output logic mismatch,  // the tile in turn is not of this packet
    // array
    input wire stop,
    output logic step,
    output logic step_b,
    output logic [Cols-1:0] restart_b,
    output logic [Cols*BusWidth-1:0] buses_b,
    output logic hand_over_b,
    output logic capture_b,
    output capture_t capture_info_b
);

  logic                         running_q;
  logic                         first_q;  // the first step of the packet is in turn
  header_t                      header;
  place_t                       place;
  logic                         phase_first;
  logic                         captures;
  tap_t                         columns;
  tap_t                         tap;
  rows_t                        rows_valid;
  bound_t                       rows_from;
  logic                         none_left;
  logic     [         Cols-1:0] restart;
  logic     [Cols*BusWidth-1:0] buses;
  capture_t                     capture_info;
  logic                         step_q;
  logic     [         Cols-1:0] restart_q;
  logic     [Cols*BusWidth-1:0] buses_q;
  logic                         hand_over_q;
  logic                         capture_q;
  capture_t                     capture_info_q;

  assign header = layer.header;

  loop_nest u_loops (
      .clk,
      .start,
      .step,
      .header,
      .place
  );

  column_tracker u_columns (
      .clk,
      .start,
      .step,
      .layer,
      .place,
      .phase_first,
      .captures,
      .columns,
      .tap,
      .none_left
  );

  core_map #(
      .Rows      (Rows),
      .Cols      (Cols),
      .KwMax     (KwMax),
      .SMax      (SMax),
      .PixelBuses(PixelBuses),
      .BusWidth  (BusWidth)
  ) u_cores (
      .clk,
      .start,
      .step,
      .layer,
      .place,
      .phase_first,
      .restart,
      .buses,
      .rows_valid,
      .rows_from
  );

  // Whether we may go on. All tiles of a packet share a header, so the first one is looked at.
  assign mismatch = running_q && first_q && tile_known && !tile_matches;
  assign step           = running_q && enable && !stop && row_ready &&
                          (!first_q || (tile_known && tile_matches)) &&
                          (!place.load_begins || pixels_valid);
  assign pixels_take = step && place.load_begins;
  assign body_done = pixels_take && place.load_last;
  assign packet_done = step && place.packet_ends;
  assign last_fault = pixels_take && (pixels_last != place.load_last);
  assign iteration_ends = place.iteration_ends;
  assign block_ends = place.block_ends;

  always_comb begin
    capture_info.columns = columns;
    capture_info.tap = tap;
    capture_info.kernel_w = header.kernel_w;
    capture_info.stride_w = header.stride_w;
    capture_info.channels_valid = place.iteration_last ? header.channels_last
                                                       : layer.iteration_channels;
    capture_info.rows_valid = rows_valid;
    capture_info.rows_from = rows_from;
    capture_info.packet_last    = place.block_last && place.image_last && place.iteration_last &&
                                  none_left;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) running_q <= 1'b0;
    else if (start) running_q <= 1'b1;
    else if (packet_done) running_q <= 1'b0;
  end

  always_ff @(posedge clk) begin
    if (start) first_q <= 1'b1;
    else if (step) first_q <= 1'b0;
  end

  // The step in the array, one clock later. It needs no reset: a packet begins with new sums.
  always_ff @(posedge clk) begin
    if (enable) step_q <= step;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) capture_q <= 1'b0;
    else if (enable) capture_q <= step && captures;
  end

  always_ff @(posedge clk) begin
    if (step) begin
      hand_over_q    <= place.col_begins && !header.accumulate;
      restart_q      <= restart;
      buses_q        <= buses;
      capture_info_q <= capture_info;
    end
  end

  assign step_b         = step_q;
  assign restart_b      = restart_q;
  assign buses_b        = buses_q;
  assign hand_over_b    = hand_over_q;
  assign capture_b      = capture_q;
  assign capture_info_b = capture_info_q;

endmodule

`default_nettype wire
