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

  localparam int PRODUCT_WIDTH = XWidth + KWidth;

  for (genvar r = 0; r < Rows; r++) begin : gen_pe
    logic        [       XWidth-1:0] pixel;
    logic signed [PRODUCT_WIDTH-1:0] product;
    logic        [       YWidth-1:0] addend;
    logic        [       YWidth-1:0] sum_q;
    logic        [       YWidth-1:0] captured_q;

    for (genvar u = 0; u < Buses; u++) begin : gen_bus
      logic [XWidth-1:0] chosen;  // of the buses up to this one
      if (u == 0) begin : gen_first
        assign chosen = pixels[r*XWidth+:XWidth];
      end else begin : gen_other
        assign chosen = (bus == BusWidth'(u)) ? pixels[(u*Rows+r)*XWidth+:XWidth]
                                              : gen_bus[u-1].chosen;
      end
    end

    assign pixel   = gen_bus[Buses-1].chosen;
    assign product = $signed(pixel) * $signed(weight);
    assign addend  = restart ? '0 : hand_over ? left_sums[r*YWidth+:YWidth] : sum_q;

    always_ff @(posedge clk) begin
      if (step) sum_q <= addend + YWidth'(product);
      if (capture) captured_q <= sum_q;
    end

    assign sums[r*YWidth+:YWidth]     = sum_q;
    assign captured[r*YWidth+:YWidth] = captured_q;
  end

  if (Buses == 1) begin : gen_unused
    logic unused;
    assign unused = ^bus;
  end

endmodule

`default_nettype wire
