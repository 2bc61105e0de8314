// The cores side by side: all share the pixels, each has its own weight and passes its sums to the
// right. `read_sums` shows, in the same clock, what the cores named by `read_cores` have captured.

`default_nettype none

module pe_array #(
    parameter int Rows      = 7,
    parameter int Cols      = 96,
    parameter int XWidth    = 9,
    parameter int KWidth    = 8,
    parameter int YWidth    = 32,
    parameter int ReadPorts = 4,
    parameter int CoreWidth = 7    // bits of a core's number
) (
    input  wire                              clk,
    input  wire                              step,
    input  wire  [                 Cols-1:0] restart,
    input  wire                              hand_over,
    input  wire                              capture,
    input  wire  [          Rows*XWidth-1:0] pixels,
    input  wire  [          Cols*KWidth-1:0] weights,
    input  wire  [  ReadPorts*CoreWidth-1:0] read_cores,
    output logic [ReadPorts*Rows*YWidth-1:0] read_sums
);

  localparam int SUMS_WIDTH = Rows * YWidth;

  logic [SUMS_WIDTH-1:0] left_sums[Cols+1];  // what core c finds at its left
  logic [SUMS_WIDTH-1:0] captured [  Cols];

  assign left_sums[0] = '0;

  for (genvar c = 0; c < Cols; c++) begin : gen_core
    pe_core #(
        .Rows  (Rows),
        .XWidth(XWidth),
        .KWidth(KWidth),
        .YWidth(YWidth)
    ) u_core (
        .clk,
        .step,
        .restart  (restart[c]),
        .hand_over,
        .capture,
        .pixels,
        .weight   (weights[c*KWidth+:KWidth]),
        .left_sums(left_sums[c]),
        .sums     (left_sums[c+1]),
        .captured (captured[c])
    );
  end

  for (genvar p = 0; p < ReadPorts; p++) begin : gen_read
    assign read_sums[p*SUMS_WIDTH+:SUMS_WIDTH] = captured[read_cores[p*CoreWidth+:CoreWidth]];
  end

  logic unused;
  assign unused = ^left_sums[Cols];

endmodule

`default_nettype wire
