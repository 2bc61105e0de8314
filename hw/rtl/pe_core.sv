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

  localparam int PRODUCT_WIDTH = XWidth + KWidth;

  logic [Rows*YWidth-1:0] base;
  logic [Rows*YWidth-1:0] sums_d;

  always_comb begin
    if (restart) base = '0;
    else if (hand_over) base = left_sums;
    else base = sums;
  end

  always_comb begin
    for (int r = 0; r < Rows; r++) begin
      sums_d[r*YWidth+:YWidth] = base[r*YWidth+:YWidth] +
          YWidth'($signed(PRODUCT_WIDTH'($signed(pixels[r*XWidth+:XWidth])) *
                          PRODUCT_WIDTH'($signed(weight))));
    end
  end

  always_ff @(posedge clk) begin
    if (step) sums <= sums_d;
    if (capture) captured <= sums;
  end

endmodule

`default_nettype wire
