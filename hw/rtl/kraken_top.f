// SPDX-License-Identifier: Apache-2.0
-f conv_engine.f
stage_pkg.sv
config_reader.sv
requantize_channel.sv
requantizer.sv
activation.sv
scale_operand.sv
add_engine.sv
pool_pkg.sv
pool_pair.sv
pool_rows.sv
pool_windows.sv
pool_sums.sv
pool_engine.sv
axis_split.sv
axis_switch.sv
axis_narrow.sv
kraken_top.sv
