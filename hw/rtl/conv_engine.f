// SPDX-License-Identifier: Apache-2.0
kraken_pkg.sv
axis_skid.sv
axis_gather.sv
header_reader.sv
packet_input.sv
ram.sv
weights_rotator.sv
pixel_shifter.sv
pe_core.sv
pe_array.sv
output_pipe.sv
loop_nest.sv
column_tracker.sv
core_map.sv
step_sequencer.sv
conv_engine.sv
