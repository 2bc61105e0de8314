// SPDX-License-Identifier: Apache-2.0
// What each core does with a step: whether it begins a new sum, and which bus of pixels it takes.
// Cores are dealt to the buses in shares. With a stack a share is what one block of rows takes, and
// the shares move to the left from iteration to iteration; else they stay.

`default_nettype none

module core_map
  import kraken_pkg::*;
#(
    parameter int Rows       = 7,
    parameter int Cols       = 96,
    parameter int KwMax      = 11,
    parameter int SMax       = 4,
    parameter int PixelBuses = 2,
    parameter int BusWidth   = 1    // bits of a bus's number
) (
    input  wire                        clk,
    input  wire                        start,        // a packet begins; its header is here
    input  wire                        step,
    input  layer_t                     layer,
    input  place_t                     place,        // of the step in turn
    input  wire                        phase_first,  // channels begin in this column
    output logic   [         Cols-1:0] restart,      // cores that begin a new sum
    output logic   [Cols*BusWidth-1:0] buses,        // bus of each core
    output rows_t                      rows_valid,   // rows of the cores from `rows_from` on
    output bound_t                     rows_from
);

  localparam int GROUP_MAX = KwMax + SMax - 1;
  localparam int STEPS_MAX = PixelBuses;  // blocks that an iteration can leave behind

  header_t            header;
  logic               begins;  // cores begin a sum
  logic    [Cols-1:0] channel_start_d;
  logic    [Cols-1:0] channel_start_q;  // cores where a channel begins
  rows_t              rows_block;  // rows of the block, the last one of a stack

  // Core c is number c mod g of its group; S_W channels begin in each.
  function automatic logic [Cols-1:0] channel_start(input header_t h);
    logic [Cols-1:0] mask;
    for (int c = 0; c < Cols; c++) mask[c] = 5'(c % GROUP_MAX) < {1'b0, h.stride_w};
    for (int g = 1; g < GROUP_MAX; g++) begin
      if ({1'b0, h.kernel_w} + {1'b0, h.stride_w} == 5'(g + 1)) begin
        for (int c = 0; c < Cols; c++) mask[c] = 5'(c % g) < {1'b0, h.stride_w};
      end
    end
    return mask;
  endfunction

  // The last of the buses whose share begins with the core or before it.
  function automatic logic [BusWidth-1:0] bus_of(input bound_t core,
                                                 input logic [PixelBuses-1:0] used,
                                                 input logic [PixelBuses-1:0][13:0] bounds);
    logic [BusWidth-1:0] bus;
    bus = '0;
    for (int u = 1; u < PixelBuses; u++) begin
      if (used[u] && bounds[u] <= core) bus = BusWidth'(u);
    end
    return bus;
  endfunction

  // The bound of the bus that is marked, 0 when none is.
  function automatic bound_t picked(input logic [PixelBuses-1:0] marked,
                                    input logic [PixelBuses-1:0][13:0] bounds);
    bound_t bound;
    bound = '0;
    for (int u = 1; u < PixelBuses; u++) begin
      if (marked[u]) bound = bounds[u];
    end
    return bound;
  endfunction

  // The first of the bounds that is greater than 0.
  function automatic logic [2:0] steps_of(input logic [(STEPS_MAX+1)*16-1:0] bounds);
    logic [2:0] steps;
    steps = 3'(STEPS_MAX);
    for (int i = STEPS_MAX - 1; i >= 0; i--) begin
      if ($signed(bounds[i*16+:16]) > 0) steps = 3'(i);
    end
    return steps;
  endfunction

  assign header = layer.header;
  assign rows_block = place.block_last ? header.rows_last : rows_t'(Rows);
  assign channel_start_d = channel_start(header);
  assign begins = place.col_begins && !header.accumulate;
  assign restart    = {Cols{begins}} &
                      ({Cols{place.col_first}} | ({Cols{phase_first}} & channel_start_q));

  // The header stands from `start` to the last step, so that this is of it in each step.
  always_ff @(posedge clk) channel_start_q <= channel_start_d;

  if (PixelBuses == 1) begin : gen_one_bus

    assign buses      = '0;
    assign rows_valid = rows_block;
    assign rows_from  = '0;

    logic unused;
    assign unused = ^{start, step};

  end else begin : gen_buses

    bound_t share;
    logic [15:0] cores;  // of an iteration
    bound_t bound_q;  // first core of bus 1
    logic [7:0] block_q;  // block of the stack that bus 0 has
    logic [(STEPS_MAX+1)*16-1:0] moved;  // the next bound, signed, for each number of shares
    logic [2:0] steps;  // shares that it takes
    bound_t bound_d;
    logic [7:0] block_d;
    logic [PixelBuses-1:0] used;  // buses that the packet has
    logic [PixelBuses-1:0][13:0] bounds;  // first core of each bus
    logic [PixelBuses-1:0] ends_stack;  // the stack's last block is on it, before some core

    assign share = {2'b0, header.share};
    assign cores = layer.iteration_cores;

    // The first bound of the next iteration is an iteration's cores to the left, and as many shares
    // to the right as bring it past core 0. All are tried at once, for speed.
    for (genvar i = 0; i <= STEPS_MAX; i++) begin : gen_moved
      assign moved[i*16+:16] = {2'b0, bound_q} + 16'(i) * {2'b0, share} - cores;
    end

    assign steps   = steps_of(moved);
    assign bound_d = moved[steps*16+:14];
    assign block_d = block_q + {5'b0, steps};

    always_ff @(posedge clk) begin
      if (start) begin
        bound_q <= share;
        block_q <= '0;
      end else if (step && place.iteration_ends && header.stack_blocks != '0) begin
        bound_q <= bound_d;
        block_q <= block_d;
      end
    end

    for (genvar u = 0; u < PixelBuses; u++) begin : gen_bus
      if (u == 0) begin : gen_first
        assign bounds[u] = '0;
      end else begin : gen_behind
        assign bounds[u] = bound_q + bound_t'(u - 1) * share;
      end
      assign used[u] = 3'(u) < header.sets;
      assign ends_stack[u] = block_q + 8'(u + 1) == header.stack_blocks &&
                             {2'b0, bounds[u]} < cores;
    end

    for (genvar c = 0; c < Cols; c++) begin : gen_core
      assign buses[c*BusWidth+:BusWidth] = bus_of(bound_t'(c), used, bounds);
    end

    assign rows_valid = (header.stack_blocks == '0 || ends_stack != '0) ? rows_block
                                                                        : rows_t'(Rows);
    assign rows_from = picked(ends_stack, bounds);  // before the last block all have as many rows

  end

endmodule

`default_nettype wire
