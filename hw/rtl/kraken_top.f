// SPDX-License-Identifier: Apache-2.0
-f conv_engine.f
stage_pkg.sv
config_reader.sv
requantize_channel.sv
requantizer.sv
activation.sv
add_engine.sv
pool_engine.sv
axis_split.sv
axis_switch.sv
axis_narrow.sv
kraken_top.sv
