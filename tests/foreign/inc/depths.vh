`define TAPS 3
