// Slides a set of pixel rows past the array: a new set on `load`, one row further on `shift`.
// The zero point is taken off on the way in; a word that carries nothing counts as the zero point
// and so becomes 0. Latency: one clock.

`default_nettype none

module pixel_shifter #(
    parameter int Rows   = 7,
    parameter int Words  = 17,  // of the largest set: Rows + KhMax - 1
    parameter int XWidth = 8
) (
    input  wire                        clk,
    input  wire                        load,
    input  wire                        shift,
    input  wire  [   Words*XWidth-1:0] words,
    input  wire  [          Words-1:0] keep,
    input  wire  [         XWidth-1:0] zero_point,  // signed
    output logic [Rows*(XWidth+1)-1:0] pixels       // signed, XWidth+1 bits each
);

  localparam int WIDTH = XWidth + 1;

  logic [Words*WIDTH-1:0] loaded;
  logic [Words*WIDTH-1:0] words_q;

  always_comb begin
    loaded = '0;
    for (int i = 0; i < Words; i++) begin
      if (keep[i]) begin
        loaded[i*WIDTH+:WIDTH] = WIDTH'($signed(words[i*XWidth+:XWidth])) -
            WIDTH'($signed(zero_point));
      end
    end
  end

  always_ff @(posedge clk) begin
    if (load) words_q <= loaded;
    else if (shift) words_q <= words_q >> WIDTH;
  end

  assign pixels = words_q[Rows*WIDTH-1:0];

endmodule

`default_nettype wire
