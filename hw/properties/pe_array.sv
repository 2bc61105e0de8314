// SPDX-License-Identifier: Apache-2.0
// What holds of pe_array: each core adds up its own products, takes its left neighbour's sum where
// sums are handed over, and what is read is what the core of that number has captured.

`default_nettype none

`include "properties.svh"

module pe_array_properties #(
    parameter  int Rows       = 7,
    parameter  int Cols       = 96,
    parameter  int Buses      = 2,
    parameter  int BusWidth   = 1,
    parameter  int XWidth     = 9,
    parameter  int KWidth     = 8,
    parameter  int YWidth     = 32,
    parameter  int ReadPorts  = 2,
    parameter  int CoreWidth  = 7,
    localparam int SUMS_WIDTH = Rows * YWidth
) (
    input wire                             clk,
    input wire                             step,
    input wire [                 Cols-1:0] restart,
    input wire                             hand_over,
    input wire                             capture,
    input wire [        Cols*BusWidth-1:0] buses,
    input wire [    Buses*Rows*XWidth-1:0] pixels,
    input wire [          Cols*KWidth-1:0] weights,
    input wire [  ReadPorts*CoreWidth-1:0] read_cores,
    input wire [ReadPorts*Rows*YWidth-1:0] read_sums,
    // inside
`ifdef FORMAL
    input wire [           SUMS_WIDTH-1:0] left_sums [Cols+1],
    input wire [           SUMS_WIDTH-1:0] captured  [  Cols],
`endif
    input wire [           SUMS_WIDTH-1:0] last_sums            // of the last core
);

  logic                  kept_q;  // the last core has captured
  logic [SUMS_WIDTH-1:0] kept_sums_q;
  wire                   checked = 1'b1;

  initial kept_q = 1'b0;

  always @(posedge clk) begin
    if (capture) begin
      kept_q      <= 1'b1;
      kept_sums_q <= last_sums;
    end
  end

  for (genvar p = 0; p < ReadPorts; p++) begin : gen_last
    `ASSERT(reads_last, kept_q && 32'(read_cores[p*CoreWidth+:CoreWidth]) == Cols - 1,
            read_sums[p*SUMS_WIDTH+:SUMS_WIDTH] === kept_sums_q,
            "other sums are read than the last core has captured")
  end

`ifdef FORMAL
  // All cores: their sums from the first one on that is known, by products bit by bit.
  logic [           Cols-1:0] known_q;  // its sum began
  logic [           Cols-1:0] captured_known_q;
  logic [Cols*SUMS_WIDTH-1:0] due_q;
  logic [Cols*SUMS_WIDTH-1:0] captured_due_q;

  initial {known_q, captured_known_q} = '0;

  function automatic logic [YWidth-1:0] product(input logic [XWidth-1:0] pixel,
                                                input logic [KWidth-1:0] weight);
    logic [YWidth-1:0] wide;
    logic [YWidth-1:0] sum;
    wide = YWidth'($signed(pixel));
    sum  = '0;
    for (int i = 0; i < KWidth - 1; i++) begin
      if (weight[i]) sum = sum + (wide << i);
    end
    if (weight[KWidth-1]) sum = sum - (wide << (KWidth - 1));
    return sum;
  endfunction

  for (genvar c = 0; c < Cols; c++) begin : gen_core
    logic                  goes_on;  // with a sum that is known
    logic [SUMS_WIDTH-1:0] from;
    logic [SUMS_WIDTH-1:0] added;
    wire  [  BusWidth-1:0] bus = buses[c*BusWidth+:BusWidth];

    if (c == 0) begin : gen_first
      assign goes_on = hand_over || known_q[c];
      assign from    = hand_over ? '0 : due_q[SUMS_WIDTH-1:0];
    end else begin : gen_next
      assign goes_on = hand_over ? known_q[c-1] : known_q[c];
      assign from    = hand_over ? due_q[(c-1)*SUMS_WIDTH+:SUMS_WIDTH]
                                 : due_q[c*SUMS_WIDTH+:SUMS_WIDTH];
    end
    for (genvar r = 0; r < Rows; r++) begin : gen_row
      assign added[r*YWidth+:YWidth] = (restart[c] ? '0 : from[r*YWidth+:YWidth]) + product(
          pixels[(32'(bus)*Rows+r)*XWidth+:XWidth], weights[c*KWidth+:KWidth]
      );
    end

    always @(posedge clk) begin
      if (step) begin
        known_q[c]                      <= restart[c] || goes_on;
        due_q[c*SUMS_WIDTH+:SUMS_WIDTH] <= added;
      end
      if (capture) begin
        captured_known_q[c]                      <= known_q[c];
        captured_due_q[c*SUMS_WIDTH+:SUMS_WIDTH] <= due_q[c*SUMS_WIDTH+:SUMS_WIDTH];
      end
    end

    `ASSERT(sum_as_defined, known_q[c], left_sums[c+1] == due_q[c*SUMS_WIDTH+:SUMS_WIDTH], "")
    `ASSERT(captured_as_defined, captured_known_q[c],
            captured[c] == captured_due_q[c*SUMS_WIDTH+:SUMS_WIDTH], "")
    for (genvar p = 0; p < ReadPorts; p++) begin : gen_port
      `ASSERT(reads_captured, captured_known_q[c] && read_cores[p*CoreWidth+:CoreWidth] == c,
              read_sums[p*SUMS_WIDTH+:SUMS_WIDTH] == captured_due_q[c*SUMS_WIDTH+:SUMS_WIDTH], "")
    end
  end
  `ASSERT(last_kept, kept_q, captured[Cols-1] == kept_sums_q, "")

  `COVER(handed_far, captured_known_q[Cols-1] && !captured_known_q[0])
`else
  logic unused;
  assign unused = ^{step, restart, hand_over, buses, pixels, weights, read_cores};
`endif

endmodule

`ifndef __ICARUS__
bind pe_array pe_array_properties #(
    .Rows     (Rows),
    .Cols     (Cols),
    .Buses    (Buses),
    .BusWidth (BusWidth),
    .XWidth   (XWidth),
    .KWidth   (KWidth),
    .YWidth   (YWidth),
    .ReadPorts(ReadPorts),
    .CoreWidth(CoreWidth)
) u_properties (
    .*,
    .last_sums(left_sums[Cols])
);
`endif

`default_nettype wire
