// One register, or on Verilator two: what is sent is the same, and comes a clock later.

`default_nettype none

module delay #(
    parameter int Width = 8
) (
    input  wire              clk,
    input  wire              rst_n,
    input  wire  [Width-1:0] in_data,
    input  wire              in_valid,
    output logic [Width-1:0] out_data,
    output logic             out_valid
);

`ifdef VERILATOR
  logic [Width-1:0] data_q;
  logic             valid_q;

  always_ff @(posedge clk) begin
    data_q  <= in_data;
    valid_q <= rst_n && in_valid;
  end
`else
  wire [Width-1:0] data_q = in_data;
  wire             valid_q = in_valid;
`endif

  always_ff @(posedge clk) begin
    out_data  <= data_q;
    out_valid <= rst_n && valid_q;
  end

endmodule

`default_nettype wire
