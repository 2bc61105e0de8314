// One core of the array: Rows processing elements (PEs) that share a weight, one pixel each.
// A step adds pixel * weight to the PE's own sum, to 0 with `restart`, or to the sum of the left
// neighbour with `hand_over`. `capture` copies the sums aside while the next step overwrites them.

`default_nettype none

module pe_core #(
    parameter int Rows   = 7,
    parameter int XWidth = 9,  // bits of a pixel less its zero point
    parameter int KWidth = 8,
    parameter int YWidth = 32
) (
    input  wire                    clk,
    input  wire                    step,
    input  wire                    restart,
    input  wire                    hand_over,
    input  wire                    capture,
    input  wire  [Rows*XWidth-1:0] pixels,
    input  wire  [     KWidth-1:0] weight,
    input  wire  [Rows*YWidth-1:0] left_sums,
    output logic [Rows*YWidth-1:0] sums,
    output logic [Rows*YWidth-1:0] captured
);

  for (genvar r = 0; r < Rows; r++) begin : gen_pe
    always_ff @(posedge clk) begin
      if (step) begin
        sums[r*YWidth+:YWidth] <=
            (restart ? '0 : hand_over ? left_sums[r*YWidth+:YWidth] : sums[r*YWidth+:YWidth]) +
            YWidth'($signed(pixels[r*XWidth+:XWidth])) * YWidth'($signed(weight));
      end
      if (capture) captured[r*YWidth+:YWidth] <= sums[r*YWidth+:YWidth];
    end
  end

endmodule

`default_nettype wire
