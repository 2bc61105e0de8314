// The sources of the register slice.
slice.sv
