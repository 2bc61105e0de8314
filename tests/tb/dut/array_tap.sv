// A register stage whose words are unpacked arrays. `arm` sets a bug: 1 swaps the words 0 and 2 of
// the beat whose word 1 is 77.

`default_nettype none

module array_tap (
    input  wire        clk,
    input  wire        rst_n,
    input  wire        arm,
    input  wire        arm_bug,
    input  wire  [7:0] d      [3],
    input  wire        d_valid,
    output logic       d_take,
    output logic [7:0] q      [3],
    output logic       q_valid,
    input  wire        q_take
);

  logic bug;
  logic wrong;
  initial bug = 1'b0;
  always_ff @(posedge clk) if (arm) bug <= arm_bug;

  assign d_take = !q_valid || q_take;
  assign wrong  = bug && d[1] == 8'd77;

  always_ff @(posedge clk) begin
    if (!rst_n) q_valid <= 1'b0;
    else if (d_take) q_valid <= d_valid;
    if (d_take) begin
      q[0] <= wrong ? d[2] : d[0];
      q[1] <= d[1];
      q[2] <= wrong ? d[0] : d[2];
    end
  end

endmodule

`default_nettype wire
