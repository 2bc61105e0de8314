// SPDX-License-Identifier: Apache-2.0
// What holds of pixel_shifter: the prover picks a word of a load; n shifts later it stands n rows
// further down, less the zero point, and 0 if it carries nothing.

`default_nettype none

`include "properties.svh"

module pixel_shifter_properties #(
    parameter int Rows     = 7,
    parameter int Buses    = 2,
    parameter int SetWords = 17,
    parameter int XWidth   = 8
) (
    input wire                             clk,
    input wire                             load,
    input wire                             shift,
    input wire                             together,
    input wire [Buses*SetWords*XWidth-1:0] words,
    input wire [       Buses*SetWords-1:0] marks,
    input wire [               XWidth-1:0] zero_point,
    input wire [Buses*Rows*(XWidth+1)-1:0] pixels
);

  localparam int WIDTH = XWidth + 1;

  logic                        loaded_q;  // a load has come
  logic                        load_before;
  logic                        held_before;  // neither load nor shift
  logic [Buses*Rows*WIDTH-1:0] first_q;  // what the load must show
  logic [Buses*Rows*WIDTH-1:0] pixels_before;
  wire                         checked = loaded_q;

  initial loaded_q = 1'b0;

  function automatic logic [WIDTH-1:0] centred(input int at);
    logic [WIDTH-1:0] word;
    logic [WIDTH-1:0] zero;
    word = {words[at*XWidth+XWidth-1], words[at*XWidth+:XWidth]};
    zero = {zero_point[XWidth-1], zero_point};
    // As the module has it: what is not known to carry something carries nothing.
    if (marks[at]) return word - zero;
    return '0;
  endfunction

  always @(posedge clk) begin
    load_before   <= load;
    held_before   <= !load && !shift;
    pixels_before <= pixels;
    if (load) begin
      loaded_q <= 1'b1;
      for (int u = 0; u < Buses; u++) begin
        for (int r = 0; r < Rows; r++) begin
          first_q[(u*Rows+r)*WIDTH+:WIDTH] <=
              centred(together && (u + 1) * Rows <= SetWords ? u * Rows + r : u * SetWords + r);
        end
      end
    end
  end

  `ASSERT(shows_load, load_before, pixels === first_q, "other pixels than those of the load")
  `ASSERT(waits, !load_before && held_before, pixels === pixels_before,
          "pixels move without a shift")
  for (genvar u = 0; u < Buses; u++) begin : gen_bus
    for (genvar r = 0; r < Rows - 1; r++) begin : gen_row
      `ASSERT(slides, !load_before && !held_before,
              pixels[(u*Rows+r)*WIDTH+:WIDTH] === pixels_before[(u*Rows+r+1)*WIDTH+:WIDTH],
              "pixels do not slide by one row")
    end
  end

`ifdef FORMAL
  logic             pick;  // driven by nothing: the prover chooses
  logic             followed_q;
  logic [WIDTH-1:0] word_q;
  logic [7:0] bus_q, at_q;  // at_q shifts until row 0
  logic [7:0] any_bus, any_word;

  always @(posedge clk) begin
    if (load) begin
      followed_q <= pick && 32'(any_bus) < Buses && 32'(any_word) < SetWords && !together;
      bus_q      <= any_bus;
      at_q       <= any_word;
      for (int i = 0; i < Buses * SetWords; i++) begin
        if (i == 32'(any_bus) * SetWords + 32'(any_word)) word_q <= centred(i);
      end
    end else if (shift) begin
      at_q <= at_q - 8'd1;
      if (at_q == 0) followed_q <= 1'b0;
    end
  end

  for (genvar u = 0; u < Buses; u++) begin : gen_followed
    for (genvar r = 0; r < Rows; r++) begin : gen_row
      `ASSERT(arrives, followed_q && 32'(bus_q) == u && 32'(at_q) == r,
              pixels[(u*Rows+r)*WIDTH+:WIDTH] == word_q, "a word of the load is lost")
    end
  end
`endif

endmodule

`ifdef FORMAL
bind pixel_shifter pixel_shifter_properties #(
    .Rows    (Rows),
    .Buses   (Buses),
    .SetWords(SetWords),
    .XWidth  (XWidth)
) u_properties (.*);
`endif

`default_nettype wire
