// In the style of 2001: ports listed first, an asynchronous reset, a header in another folder.
`include "widths.vh"
module moving_sum (ck, nreset, smp, smp_vld, smp_rdy, tot, tot_vld, tot_rdy);
  parameter SEED = 0;  // what the oldest samples are taken to be
  input ck, nreset;
  input signed [`SAMPLE_W-1:0] smp;
  input smp_vld, tot_rdy;
  output smp_rdy, tot_vld;
  output signed [`SAMPLE_W+1:0] tot;

  reg signed [`SAMPLE_W-1:0] old1, old2;
  reg full, awake;
  reg signed [`SAMPLE_W+1:0] sum;
  wire signed [`SAMPLE_W+1:0] next;

  assign smp_rdy = awake & (~full | tot_rdy);
  assign tot_vld = full;
  assign tot = sum;
  adder3 #(.W(`SAMPLE_W)) adder (.x(smp), .y(old1), .z(old2), .s(next));

  always @(posedge ck or negedge nreset)
    if (!nreset) begin
      awake <= 1'b0;
      full <= 1'b0;
      old1 <= SEED;
      old2 <= SEED;
    end else begin
      awake <= 1'b1;
      if (smp_vld & smp_rdy) begin
        full <= 1'b1;
        sum <= next;
        old1 <= smp;
        old2 <= old1;
      end else if (tot_rdy) full <= 1'b0;
    end
endmodule
