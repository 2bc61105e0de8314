// One bit out for each two bits in. No reset: the counter starts at 0.
module parity2 (
    input  wire clk,
    input  wire bit_in,
    input  wire valid_in,
    output wire ready_in,
    output reg  bit_out,
    output reg  valid_out = 1'b0,
    input  wire ready_out
);
  reg odd = 1'b0;
  reg first;
  assign ready_in = !valid_out || ready_out;
  always @(posedge clk) begin
    if (ready_out) valid_out <= 1'b0;
    if (valid_in && ready_in) begin
      odd <= !odd;
      first <= bit_in;
      if (odd) begin
        bit_out <= first ^ bit_in;
        valid_out <= 1'b1;
      end
    end
  end
endmodule
