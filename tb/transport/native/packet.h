// SPDX-License-Identifier: Apache-2.0
// A packet that must pass a port, read in place from the buffers of its golden frame.

#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace lane {

// One field of a packet, as `records.Buffers` has it. A row has `stride` bytes. What is missing is
// null: a header, a mask of the bits that count, a place to record into, or the field altogether.
struct Buffers {
    const uint8_t* header;
    const uint8_t* body;
    const uint8_t* care;
    uint8_t* record;
    uint64_t stride;
};

// As `records.PacketSpec` has it. `lasts` are sorted indices of the beats marked as last; `delays`
// and `mask` hold the port back, and `edges` are sorted indices, as `tb.transport.pattern` says.
struct PacketSpec {
    int64_t id;
    uint64_t header_beats, body_beats, repeat;
    const uint64_t* lasts;
    uint64_t last_count;
    const uint32_t* delays;
    const uint8_t* mask;
    uint64_t mask_period;
    const uint64_t* edges;
    uint64_t edge_count;
};

// A place in a packet: its next beat.
class Packet {
  public:
    Packet(const PacketSpec& spec, const Buffers* fields, size_t count)
        : spec_(spec),
          fields_(fields, fields + count),
          beats_(spec.header_beats + spec.repeat * spec.body_beats) {}

    int64_t id() const { return spec_.id; }
    uint64_t index() const { return index_; }
    uint64_t beats() const { return beats_; }
    bool done() const { return index_ == beats_; }
    uint32_t delay() const { return spec_.delays ? spec_.delays[index_] : 0; }
    bool opens(uint64_t edge) const { return !spec_.mask || spec_.mask[edge % spec_.mask_period]; }

    bool last() const { return next_last_ < spec_.last_count && spec_.lasts[next_last_] == index_; }

    bool edge() const { return next_edge_ < spec_.edge_count && spec_.edges[next_edge_] == index_; }

    // The value of a field; null where it is 0 since the packet says nothing about the field.
    const uint8_t* value(size_t field) const {
        const Buffers& f = fields_[field];
        if (in_header()) return f.header ? f.header + index_ * f.stride : nullptr;
        return f.body ? f.body + row_ * f.stride : nullptr;
    }

    // Whether nothing of a field counts: the packet says nothing about it. A header says all.
    bool ignores(size_t field) const { return !fields_[field].body && !in_header(); }

    // The bits of a field that count; null for all of them.
    const uint8_t* care(size_t field) const {
        const Buffers& f = fields_[field];
        return f.care && !in_header() ? f.care + row_ * f.stride : nullptr;
    }

    void record(size_t field, const uint8_t* from, uint32_t bytes) {
        uint8_t* to = fields_[field].record;
        if (to) std::memcpy(to + index_ * bytes, from, bytes);
    }

    void advance() {
        if (last()) ++next_last_;
        if (edge()) ++next_edge_;
        if (!in_header() && ++row_ == spec_.body_beats) row_ = 0;
        ++index_;
    }

    uint64_t first_clock = 0;

  private:
    bool in_header() const { return index_ < spec_.header_beats; }

    PacketSpec spec_;
    std::vector<Buffers> fields_;
    uint64_t beats_;
    uint64_t index_ = 0, row_ = 0, next_last_ = 0, next_edge_ = 0;
};

}  // namespace lane
