`ifndef WIDTHS_VH
`define WIDTHS_VH
`include "depths.vh"
`define SAMPLE_W 12
`endif
