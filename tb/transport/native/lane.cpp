// SPDX-License-Identifier: MIT
#include "verilator.cpp"
