// SPDX-License-Identifier: Apache-2.0

// `weights_rotator` as the engine wires it: rows are read only where there are some, in the clock
// in which the reader wants one. No other logic stands between the bench and the block.

`default_nettype none

module weights_rotator_harness
  import kraken_pkg::*;
#(
    parameter int RowWidth = 768,  // bits of a row
    parameter int Depth    = 2048  // rows of one buffer
) (
    input  wire                    clk,
    input  wire                    rst_n,
    // writing
    input  layer_t                 layer,
    input  wire     [RowWidth-1:0] s_axis_tdata,
    input  wire                    s_axis_tlast,
    input  wire                    s_axis_tvalid,
    output logic                   s_axis_tready,
    output logic                   packet_done,
    output logic                   last_fault,
    // reading
    input  wire                    take,             // the reader wants a row
    input  wire     [        15:0] read_rows,
    input  header_t                read_header,
    input  wire                    read_block_ends,
    input  wire                    read_tile_ends,
    output logic                   row_ready,
    output logic                   packet_whole,
    output logic                   tile_known,
    output logic                   tile_matches,
    output logic    [RowWidth-1:0] weights,
    // in each clock of it the bench looks at what the block says of itself
    input  wire                    watch,
    // always 0: what belongs to a row that is written comes in that clock only
    output logic                   stray
);

  logic read;
  logic unused;

  assign unused = watch;
  assign read   = take && row_ready;
  assign stray  = (packet_done || last_fault) && !(s_axis_tvalid && s_axis_tready);

  weights_rotator #(
      .RowWidth(RowWidth),
      .Depth   (Depth)
  ) u_rotator (
      .clk,
      .rst_n,
      .layer,
      .s_axis_tdata,
      .s_axis_tlast,
      .s_axis_tvalid,
      .s_axis_tready,
      .packet_done,
      .last_fault,
      .read,
      .read_rows,
      .read_header,
      .read_block_ends,
      .read_tile_ends,
      .row_ready,
      .packet_whole,
      .tile_known,
      .tile_matches,
      .weights
  );

endmodule

`default_nettype wire
