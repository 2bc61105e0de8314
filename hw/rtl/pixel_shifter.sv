// SPDX-License-Identifier: Apache-2.0
// Slides sets of pixel rows past the array, one set a bus: new sets on `load`, one row further on
// `shift`. The zero point is taken off on the way in; a word that carries nothing counts as the zero
// point and so becomes 0. Latency: one clock.

`default_nettype none

module pixel_shifter #(
    parameter int Rows     = 7,
    parameter int Buses    = 2,
    parameter int SetWords = 17,  // of the largest set: Rows + KhMax - 1
    parameter int XWidth   = 8
) (
    input  wire                              clk,
    input  wire                              load,
    input  wire                              shift,
    input  wire                              together,    // sets of Rows words behind one another
    input  wire  [Buses*SetWords*XWidth-1:0] words,       // else a set begins each SetWords words
    input  wire  [       Buses*SetWords-1:0] marks,       // one bit a word: it carries something
    input  wire  [               XWidth-1:0] zero_point,  // signed
    output logic [Buses*Rows*(XWidth+1)-1:0] pixels       // signed, XWidth+1 bits each, bus by bus
);

  localparam int WIDTH = XWidth + 1;
  localparam int SET_WIDTH = SetWords * WIDTH;
  localparam int ROWS_WIDTH = Rows * WIDTH;

  logic [Buses*SET_WIDTH-1:0] centred;  // without the zero point

  always_comb begin
    centred = '0;
    for (int i = 0; i < Buses * SetWords; i++) begin
      if (marks[i]) begin
        centred[i*WIDTH+:WIDTH] = WIDTH'($signed(words[i*XWidth+:XWidth])) -
            WIDTH'($signed(zero_point));
      end
    end
  end

  for (genvar u = 0; u < Buses; u++) begin : gen_bus
    logic [SET_WIDTH-1:0] apart;  // the set, where each takes SetWords words
    logic [SET_WIDTH-1:0] loaded;
    logic [SET_WIDTH-1:0] words_q;

    assign apart = centred[u*SET_WIDTH+:SET_WIDTH];

    // Sets that are together are not shifted, so only their first Rows words matter.
    if (u > 0 && (u + 1) * Rows <= SetWords) begin : gen_together
      assign loaded = {
        apart[SET_WIDTH-1:ROWS_WIDTH],
        together ? centred[u*ROWS_WIDTH+:ROWS_WIDTH] : apart[ROWS_WIDTH-1:0]
      };
    end else begin : gen_apart
      assign loaded = apart;
    end

    always_ff @(posedge clk) begin
      if (load) words_q <= loaded;
      else if (shift) words_q <= words_q >> WIDTH;
    end

    assign pixels[u*ROWS_WIDTH+:ROWS_WIDTH] = words_q[ROWS_WIDTH-1:0];
  end

  if (Buses == 1 || 2 * Rows > SetWords) begin : gen_unused
    logic unused;
    assign unused = together;
  end

endmodule

`default_nettype wire
