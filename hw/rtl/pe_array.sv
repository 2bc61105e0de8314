// SPDX-License-Identifier: Apache-2.0
// The cores side by side: all see the same buses of pixels, each has its own weight and passes its
// sums to the right. `read_sums` shows, in the same clock, what the cores named by `read_cores` have
// captured.

`default_nettype none

module pe_array #(
    parameter int Rows      = 7,
    parameter int Cols      = 96,
    parameter int Buses     = 2,
    parameter int BusWidth  = 1,   // bits of a bus's number
    parameter int XWidth    = 9,
    parameter int KWidth    = 8,
    parameter int YWidth    = 32,
    parameter int ReadPorts = 2,
    parameter int CoreWidth = 7    // bits of a core's number
) (
    input  wire                              clk,
    input  wire                              step,
    input  wire  [                 Cols-1:0] restart,
    input  wire                              hand_over,
    input  wire                              capture,
    input  wire  [        Cols*BusWidth-1:0] buses,       // bus of each core
    input  wire  [    Buses*Rows*XWidth-1:0] pixels,      // bus by bus
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
        .Rows    (Rows),
        .Buses   (Buses),
        .BusWidth(BusWidth),
        .XWidth  (XWidth),
        .KWidth  (KWidth),
        .YWidth  (YWidth)
    ) u_core (
        .clk,
        .step,
        .restart  (restart[c]),
        .hand_over,
        .capture,
        .bus      (buses[c*BusWidth+:BusWidth]),
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
