// SPDX-License-Identifier: Apache-2.0
// What holds of pe_core: each PE adds the product of its pixel and the weight to the sum it was
// told
// to go on from, and a capture keeps the sum from before the step of its clock.

`default_nettype none

`include "properties.svh"

module pe_core_properties #(
    parameter int Rows     = 7,
    parameter int Buses    = 2,
    parameter int BusWidth = 1,
    parameter int XWidth   = 9,
    parameter int KWidth   = 8,
    parameter int YWidth   = 32
) (
    input wire                         clk,
    input wire                         step,
    input wire                         restart,
    input wire                         hand_over,
    input wire                         capture,
    input wire [         BusWidth-1:0] bus,
    input wire [Buses*Rows*XWidth-1:0] pixels,
    input wire [           KWidth-1:0] weight,
    input wire [      Rows*YWidth-1:0] left_sums,
    input wire [      Rows*YWidth-1:0] sums,
    input wire [      Rows*YWidth-1:0] captured
);

`ifdef FORMAL
  localparam int WIDE = (XWidth + KWidth > YWidth) ? XWidth + KWidth : YWidth;

  logic stepped, was_captured, began;
  logic restarted, handed_over;
  logic [Rows*YWidth-1:0] sums_before, left_before, captured_before;
  logic [Rows*XWidth-1:0] own_before;  // pixels of the core's bus
  logic [     KWidth-1:0] weight_before;
  wire                    checked = began;

  initial began = 1'b0;

  always @(posedge clk) begin
    began           <= 1'b1;
    stepped         <= step;
    was_captured    <= capture;
    restarted       <= restart;
    handed_over     <= hand_over;
    sums_before     <= sums;
    left_before     <= left_sums;
    captured_before <= captured;
    weight_before   <= weight;
    own_before      <= pixels[Rows*XWidth-1:0];
    for (int u = 1; u < Buses; u++) begin
      if (u == 32'(bus)) own_before <= pixels[u*Rows*XWidth+:Rows*XWidth];
    end
  end

  for (genvar r = 0; r < Rows; r++) begin : gen_pe
    logic signed [WIDE-1:0] pixel, factor, product;
    logic [YWidth-1:0] from;
    assign pixel = WIDE'($signed(own_before[r*XWidth+:XWidth]));
    assign factor = WIDE'($signed(weight_before));
    assign product = pixel * factor;
    assign from = restarted ? '0 : handed_over ? left_before[r*YWidth+:YWidth]
                                               : sums_before[r*YWidth+:YWidth];
    `ASSERT(adds_product, stepped, sums[r*YWidth+:YWidth] === from + product[YWidth-1:0],
            "another sum than product and what it goes on from")
  end
  `ASSERT(sum_stays, !stepped, sums === sums_before, "sums change without a step")
  `ASSERT(captures_before_step, was_captured, captured === sums_before,
          "a capture keeps other sums than those from before the step")
  `ASSERT(capture_stays, !was_captured, captured === captured_before,
          "captured sums change without a capture")

  `COVER(captured_in_step, stepped && was_captured && handed_over)
`else
  // What a core knows before the first reset is nothing.
  `SETTLED(clk)
  wire checked = settled;

  `UNUSED({restart, hand_over, capture, pixels, weight, left_sums, sums, captured})
`endif

  `ASSUME(known_bus, step, 32'(bus) < Buses, "a bus that is not there")

endmodule

`ifndef __ICARUS__
bind pe_core pe_core_properties #(
    .Rows    (Rows),
    .Buses   (Buses),
    .BusWidth(BusWidth),
    .XWidth  (XWidth),
    .KWidth  (KWidth),
    .YWidth  (YWidth)
) u_properties (.*);
`endif

`default_nettype wire
