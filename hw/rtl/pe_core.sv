// SPDX-License-Identifier: Apache-2.0
// One core of the array: Rows processing elements (PEs) that share a weight and a bus of pixels.
// A step adds pixel * weight to the PE's own sum, to 0 with `restart`, or to the sum of the left
// neighbour with `hand_over`. `capture` copies the sums aside while the next step overwrites them.

`default_nettype none

module pe_core #(
    parameter int Rows     = 7,
    parameter int Buses    = 2,  // sets of pixels to choose from
    parameter int BusWidth = 1,  // bits of a bus's number
    parameter int XWidth   = 9,  // bits of a pixel less its zero point
    parameter int KWidth   = 8,
    parameter int YWidth   = 32
) (
    input  wire                          clk,
    input  wire                          step,
    input  wire                          restart,
    input  wire                          hand_over,
    input  wire                          capture,
    input  wire  [         BusWidth-1:0] bus,
    input  wire  [Buses*Rows*XWidth-1:0] pixels,     // bus by bus
    input  wire  [           KWidth-1:0] weight,
    input  wire  [      Rows*YWidth-1:0] left_sums,
    output logic [      Rows*YWidth-1:0] sums,
    output logic [      Rows*YWidth-1:0] captured
);

  localparam int SET_WIDTH = Rows * XWidth;
  localparam int PRODUCT_WIDTH = XWidth + KWidth;

  logic [  SET_WIDTH-1:0] chosen;  // pixels of the core's bus
  logic [Rows*YWidth-1:0] sums_q;
  logic [Rows*YWidth-1:0] captured_q;

  if (Buses == 1) begin : gen_one_bus
    assign chosen = pixels;

    logic unused;
    assign unused = ^bus;
  end else begin : gen_buses
    assign chosen = pixels[bus*SET_WIDTH+:SET_WIDTH];
  end

  for (genvar r = 0; r < Rows; r++) begin : gen_pe
    always_ff @(posedge clk) begin
      if (step) begin
        sums_q[r*YWidth+:YWidth] <=
            (restart ? '0 : hand_over ? left_sums[r*YWidth+:YWidth] : sums_q[r*YWidth+:YWidth]) +
            YWidth'(PRODUCT_WIDTH'($signed(chosen[r*XWidth+:XWidth])) * $signed(weight));
      end
      if (capture) captured_q[r*YWidth+:YWidth] <= sums_q[r*YWidth+:YWidth];
    end
  end

  assign sums     = sums_q;
  assign captured = captured_q;

endmodule

`default_nettype wire
