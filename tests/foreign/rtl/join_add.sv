// Two streams of unpacked vectors meet; each has a handshake of its own. Reset is active high.
module join_add #(
    parameter int N = 3,
    parameter real GAIN = 1.0
) (
    input  logic               clk_i,
    input  logic               rst_i,
    input  logic signed [ 9:0] a_data_i [N],
    input  logic               a_valid_i,
    output logic               a_ready_o,
    input  logic signed [ 9:0] b_data_i [N-1:0],
    input  logic               b_valid_i,
    output logic               b_ready_o,
    output logic signed [10:0] sum_data_o [0:N-1],
    output logic               sum_valid_o,
    input  logic               sum_ready_i
);
  logic open_q;
  wire  both = a_valid_i && b_valid_i && open_q && (!sum_valid_o || sum_ready_i);
  assign a_ready_o = both;
  assign b_ready_o = both;
  always_ff @(posedge clk_i) begin
    open_q <= !rst_i;
    if (rst_i) sum_valid_o <= 1'b0;
    else if (both) sum_valid_o <= 1'b1;
    else if (sum_ready_i) sum_valid_o <= 1'b0;
  end
  for (genvar i = 0; i < N; i++) begin : gen_add
    always_ff @(posedge clk_i) if (both) sum_data_o[i] <= a_data_i[i] + b_data_i[i];
  end
endmodule
