// SPDX-License-Identifier: Apache-2.0
// What is told of a port, and what is told of what happens there.

#pragma once

#include <cstdint>

namespace lane {

// In the order of `records.RULES`.
enum Rule : int32_t {
    kDiffers,
    kSurplus,
    kValidFell,
    kPayloadChanged,
    kStray,
    kValidInReset,
    kQuiet,
    kTotal,
    kFlagDiffers,
};

// As `records.Fault` has it; `port` is -1 for the status outputs and `packet` outside any packet.
// `fields` has a bit for each field of the port.
struct Fault {
    int32_t rule, port;
    int64_t packet;
    uint64_t beat, fields;
    int32_t shown;  // whether the beat on the wires belongs to it
};

// As `records.FieldSpec` has it, see `tb.bench.ports.Field`.
struct FieldSpec {
    int32_t signal;
    uint8_t driven, turned, only_then, last;
};

// As `records.PortSpec` has it, see `tb.bench.ports.Port`. Numbers of signals and ports, -1 for
// none.
struct PortSpec {
    int32_t valid, ready, follows;
    uint32_t latency;
    uint8_t source, level, enables, counts;
};

struct Transfer {
    int32_t port;
    int64_t packet;
    uint64_t first_clock, last_clock;
};

}  // namespace lane
