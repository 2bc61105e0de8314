// A register stage in Verilog-2001: an asynchronous reset that is active high, other names for the
// clock and the handshake, and no tlast. `arm` sets a bug: 1 forgets to reset the valid signal, 2
// loses the low bit of a word that is 165.

module async_tap (clock, areset, arm, arm_bug, d, d_valid, d_take, q, q_valid, q_take);
  parameter Width = 12;
  input clock, areset;
  input arm;
  input [1:0] arm_bug;
  input [Width-1:0] d;
  input d_valid;
  output d_take;
  output [Width-1:0] q;
  output q_valid;
  input q_take;

  reg [1:0] bug;
  reg [Width-1:0] q;
  reg q_valid;

  initial bug = 2'd0;
  always @(posedge clock) if (arm) bug <= arm_bug;

  assign d_take = !q_valid || q_take;

  always @(posedge clock or posedge areset)
    if (areset) begin
      if (bug != 2'd1) q_valid <= 1'b0;
    end else if (d_take) q_valid <= d_valid;

  always @(posedge clock)
    if (d_take) q <= d & ~(bug == 2'd2 && d == 165 ? 1 : 0);
endmodule
