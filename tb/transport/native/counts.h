// SPDX-License-Identifier: Apache-2.0
// What happens at a port, counted by kind: see `tb.transport.counts`.

#pragma once

#include <cstdint>

#include "packet.h"

namespace lane {

// In the order of `tb.transport.counts.Place`, `Meeting` and `Length`.
enum Place : uint32_t { kFirst, kBetween, kLast, kEdge, kInside, kPlaces };
enum Meeting : uint32_t { kPacketsInARow, kInARow, kValidFirst, kReadyFirst, kTogether, kMeetings };
enum Length : uint32_t { kOneBeat, kMoreBeats, kLengths };

// As `records.Counts` has it.
struct Counts {
    uint64_t held[kPlaces] = {};
    uint64_t beats[kMeetings] = {};
    uint64_t packets[kLengths] = {};
};

// Where a packet's next beat stands. `behind` tells whether it was queued behind another packet.
inline Place place_of(const Packet& packet, bool behind) {
    if (packet.index() == 0) return behind ? kBetween : kFirst;
    if (packet.index() + 1 == packet.beats()) return kLast;
    return packet.edge() ? kEdge : kInside;
}

}  // namespace lane
