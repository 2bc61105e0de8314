// SPDX-License-Identifier: Apache-2.0
// What holds of core_map: cores begin sums where channels begin, and a core takes the bus numbered
// by how many bounds are at most the core: the bounds of hw/README.md, counted block by block.

`default_nettype none

`include "properties.svh"

module core_map_properties
  import kraken_pkg::*;
#(
    parameter int Rows       = 7,
    parameter int Cols       = 96,
    parameter int KwMax      = 11,
    parameter int SMax       = 4,
    parameter int PixelBuses = 2,
    parameter int BusWidth   = 1
) (
`ifdef FORMAL
    // inside, where there are several buses
    input bound_t                     bound_q,
    input wire    [              7:0] block_q,
    input wire    [         Cols-1:0] channel_start_q,
`endif
    input wire                        clk,
    input wire                        start,
    input wire                        step,
    input layer_t                     layer,
    input place_t                     place,
    input wire                        phase_first,
    input wire    [         Cols-1:0] restart,
    input wire    [Cols*BusWidth-1:0] buses,
    input rows_t                      rows_valid,
    input bound_t                     rows_from
);

  typedef logic signed [19:0] core_t;

  logic          same;  // the header is still here
  logic          stands;  // and was the clock before
  header_t       header_before;
  logic          running;
  header_t       h;
  header_t       coming;  // of the packet that begins
  core_t         cores;  // of an iteration
  core_t         gone;  // cores of the iterations that are through
  core_t         block_at;  // first core of the block of bus 0, counted from iteration 0 on
  logic    [7:0] block;  // that block
  core_t         share;
  core_t         next_gone;
  logic    [2:0] behind;  // blocks that the next iteration leaves behind
  wire           checked = running;

  initial running = 1'b0;

  `SETTLED(clk)

  logic legal;  // a header that is not refused
  assign legal = 32'(coming.kernel_w) + 32'(coming.stride_w) - 1 <= Cols &&
      coming.kernel_w != 0 && coming.stride_w != 0 && 32'(coming.kernel_w) <= KwMax &&
      32'(coming.stride_w) <= SMax && 32'(layer.iteration_cores) <= Cols &&
      layer.iteration_cores != 0 && coming.sets != 0 && 32'(coming.sets) <= PixelBuses &&
      (coming.sets == 1 ? coming.stack_blocks == 0 : coming.share != 0);

  assign next_gone = gone + cores;
  assign coming = layer.header;

  // Blocks whose first core is at most the given one, of those behind the first; at most `most`.
  function automatic logic [2:0] blocks_until(input core_t core, input core_t first,
                                              input core_t share, input int most);
    logic  [2:0] count;
    core_t       at;
    count = '0;
    at    = first;
    for (int i = 1; i < PixelBuses + 2; i++) begin
      at = at + share;
      if (i <= most && at <= core) count = 3'(i);
    end
    return count;
  endfunction

  assign share  = core_t'({8'b0, h.share});
  assign behind = blocks_until(next_gone, block_at, share, PixelBuses + 1);

  always @(posedge clk) begin
    if (start) begin
      running  <= legal && settled;
      h        <= layer.header;
      cores    <= core_t'({4'b0, layer.iteration_cores});
      gone     <= '0;
      block    <= '0;
      block_at <= '0;
    end else if (running && step && place.iteration_ends) begin
      if (place.packet_ends) running <= 1'b0;
      else if (h.stack_blocks != 0) begin
        gone     <= next_gone;
        block    <= block + 8'(behind);
        block_at <= block_at + share * core_t'({17'b0, behind});
      end
    end
  end

  // A reset may end a packet, and another header come, before the next one begins.
  assign same   = running && layer.header == h && layer.iteration_cores == cores[15:0];
  assign stands = same && header_before == h;
  `FOLLOWS(clk, header_before, layer.header)
  `ASSUME(header_stays, running && step, stands, "the header changes in a packet")
  `ASSUME(buses_enough,
          running && step && place.iteration_ends && !place.packet_ends && h.stack_blocks != 0,
          32'(behind) <= PixelBuses, "an iteration takes more blocks than buses")

`ifdef FORMAL
  // The first S_W cores of each group of K_W+S_W-1 begin a channel.
  function automatic logic begins_channel(input int c, input tap_t kernel, input tap_t stride);
    int rest;
    int group;
    group = 32'(kernel) + 32'(stride) - 1;
    rest  = 0;
    for (int i = 0; i < c; i++) rest = rest + 1 == group ? 0 : rest + 1;
    return rest < 32'(stride);
  endfunction

  logic [Cols-1:0] begins;

  for (genvar c = 0; c < Cols; c++) begin : gen_core
    assign begins[c] = begins_channel(c, h.kernel_w, h.stride_w);
    if (c < 4 || c == Cols - 1) begin : gen_watched
      logic [2:0] bounds;  // that are at most the core
      assign bounds = blocks_until(gone + c, block_at, share, 32'(h.sets) - 1);
      if (PixelBuses > 1) begin : gen_bus
        `ASSERT(bus_of_core, same, 3'(buses[c*BusWidth+:BusWidth]) == bounds,
                "a core takes another bus than its share's")
        `ASSERT(rows_of_core,
                same && place.block_last && h.stack_blocks != 0 &&
                c < 32'(cores) && block + 8'(bounds) < h.stack_blocks,
                (c < 32'(rows_from) ? rows_t'(Rows) : rows_valid) ==
                (block + 8'(bounds) + 8'd1 == h.stack_blocks ? h.rows_last : rows_t'(Rows)),
                "rows of a core in the last block of a stack")
      end
      `ASSERT(restarts, stands,
              restart[c] == (place.col_begins && !h.accumulate &&
              (place.col_first || (phase_first && begins[c]))),
              "where a core begins a sum")
    end
  end
  `ASSERT(all_rows_before_last, same && !place.block_last, rows_valid == Rows,
          "rows of a block that is not the last one")
  `ASSERT(last_rows, same && place.block_last && h.stack_blocks == 0,
          rows_valid == h.rows_last && rows_from == 0, "rows of the last block")

  // How the registers stand to what is counted here.
  `ASSERT(bound_as_counted, running,
          core_t'({6'b0, bound_q}) == block_at + core_t'({8'b0, h.share}) - gone, "the first bound")
  `ASSERT(block_as_counted, running, block_q == block, "the first block")
  `ASSERT(starts_as_counted, running && header_before == h, channel_start_q == begins,
          "where channels begin")
  `ASSERT(share_in_turn, running && h.sets != 1,
          gone >= block_at && gone < block_at + core_t'({8'b0, h.share}), "")
  logic sets_legal;
  assign sets_legal =
      h.sets != 0 && 32'(h.sets) <= PixelBuses &&
      (h.sets == 1 ? h.stack_blocks == 0 : h.share != 0);
  `ASSERT(legal_stays, running, sets_legal, "")
  `ASSERT(group_legal, running,
          h.kernel_w != 0 && 32'(h.kernel_w) <= KwMax && h.stride_w != 0 && 32'(h.stride_w) <= SMax,
          "")
  `ASSERT(cores_of_iteration, running, cores > 0 && cores <= Cols, "")
  `ASSUME(begins_in_packet, place.col_begins, stands, "")
  `ASSUME(short_packet, running, gone < 10000 && block < 200, "")
`else
  `UNUSED({phase_first, restart, buses, rows_valid, rows_from})
`endif

  `COVER(moved, running && block != 0)

endmodule

`ifdef FORMAL
bind core_map core_map_properties #(
    .Rows      (Rows),
    .Cols      (Cols),
    .KwMax     (KwMax),
    .SMax      (SMax),
    .PixelBuses(PixelBuses),
    .BusWidth  (BusWidth)
) u_properties (
    .*,
    .bound_q(gen_buses.bound_q),
    .block_q(gen_buses.block_q)
);
`elsif __ICARUS__
`else
bind core_map core_map_properties #(
    .Rows      (Rows),
    .Cols      (Cols),
    .KwMax     (KwMax),
    .SMax      (SMax),
    .PixelBuses(PixelBuses),
    .BusWidth  (BusWidth)
) u_properties (.*);
`endif

`default_nettype wire
