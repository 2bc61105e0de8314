// SPDX-License-Identifier: Apache-2.0
// One port: what must pass it, the checks in each clock, and the bench's side of the handshake.
// The same as `tb.transport.python`'s lane, monitor, expectation and drivers do.

#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <vector>

#include "counts.h"
#include "packet.h"
#include "port_spec.h"
#include "signal.h"

namespace lane {

class Port {
  public:
    // Beats before a fault that a report shows, that of the fault, and the one that follows.
    static constexpr size_t kHistory = 6;
    static constexpr uint64_t kNever = ~uint64_t{0};

    struct Field : FieldSpec {
        Signal* wire;
        uint32_t bytes, offset;
    };

    struct Beat {
        uint64_t clock = kNever;
        std::vector<uint8_t> bytes;
    };

    Port(int32_t number, const PortSpec& spec, std::vector<Field> fields, Signal* valid,
         Signal* ready)
        : number(number), spec_(spec), fields_(std::move(fields)), valid_(valid), ready_(ready) {
        uint32_t size = 0;
        for (Field& field : fields_) {
            field.bytes = field.wire->bytes();
            field.offset = size;
            size += field.bytes;
            stays_ |= field.only_then && !field.driven;
            shows_ |= field.driven != 0;
        }
        held_.resize(size);
        for (Beat& beat : beats_) beat.bytes.resize(size);
        forget();
    }

    // Starts anew, as after a reset.
    void forget() {
        queue.clear();
        owed_.clear();
        findings.clear();
        for (Beat& beat : beats_) beat.clock = kNever;
        valid = ready = offered = taken = surplus = holding = has_held_ = offering_ = false;
        waits_ = behind_ = false;
        progress = moved_at = 0;
        if (spec_.source && valid_) valid_->write(nullptr);
        if (!spec_.source && ready_) ready_->write_bit(true);
        for (Field& field : fields_) {
            if (field.driven) field.wire->write(nullptr);
        }
    }

    // Looks at the signals right before they take the values that follow the clock edge.
    void sample(uint64_t clock) {
        offered = taken = false;
        findings.clear();
        if (!spec_.level) {
            sample_handshake();
        } else if (spec_.source) {
            if (offering_) take_level();
        } else if (!owed_.empty() && owed_.front() == clock) {
            owed_.pop_front();
            take_level();
        }
    }

    // Looks at the port while the design is in reset, and once it shows, at what is wrong there.
    void sample_in_reset(bool settled) {
        findings.clear();
        offered = taken = has_held_ = false;
        valid = !valid_ || valid_->high();
        ready = !ready_ || ready_->high();
        if (settled && valid_ && !spec_.source && valid) findings.push_back({kValidInReset, 0, 0});
    }

    // Counts and compares the beat that has passed; returns the fields that differ.
    uint64_t judge(uint64_t clock, std::vector<Transfer>& transfers) {
        moved_at = clock;
        surplus = false;
        ++progress;
        Beat& beat = beats_[current_];
        beat.clock = clock;
        current_ = (current_ + 1) % kHistory;
        for (Port* follower : followers) follower->answer(clock);
        if (queue.empty()) return 0;
        Packet& packet = queue.front();
        if (spec_.counts) ++counts.beats[meeting(clock, packet)];
        uint64_t differs = 0;
        for (size_t i = 0; i < fields_.size(); ++i) {
            const Field& field = fields_[i];
            const uint8_t* seen = beat.bytes.data() + field.offset;
            if (!agrees(packet, i, seen)) differs |= uint64_t{1} << i;
            packet.record(i, seen, field.bytes);
        }
        if (packet.index() == 0) packet.first_clock = clock;
        packet.advance();
        if (packet.done()) {
            transfers.push_back({number, packet.id(), packet.first_clock, clock});
            if (spec_.counts) ++counts.packets[packet.beats() == 1 ? kOneBeat : kMoreBeats];
            queue.pop_front();
            behind_ = !queue.empty();
        }
        return differs;
    }

    // Sets the bench's signals for the next edge.
    void drive(uint64_t clock) {
        if (spec_.source) {
            if (taken || (!queue.empty() && !offering_)) drive_source(clock);
        } else {
            holding = valid && !taken && !spec_.level;
            if (ready_ || shows_) drive_sink(clock);
        }
        if (spec_.counts && holding && !queue.empty()) {
            ++counts.held[place_of(queue.front(), behind_)];
        }
    }

    const PortSpec& spec() const { return spec_; }
    const std::vector<Field>& fields() const { return fields_; }

    // The payload of the last sample, and the `back`-th beat that passed before it.
    const Beat& shown() const { return beats_[taken ? previous(1) : current_]; }
    const Beat& passed(size_t back) const { return beats_[previous(back)]; }

    struct Finding {
        Rule rule;
        uint64_t fields;
        int32_t shown;
    };

    const int32_t number;
    std::vector<Port*> followers;
    std::deque<Packet> queue;
    std::vector<Finding> findings;
    bool valid, ready, offered, taken;
    bool surplus;  // a beat that nobody expects is waiting and has been reported
    bool holding;  // the bench itself kept a beat waiting in the last clock
    uint64_t progress, moved_at;
    Counts counts;  // in all runs so far, where they are asked for

  private:
    size_t previous(size_t back) const { return (current_ + 2 * kHistory - back) % kHistory; }

    void sample_handshake() {
        if (spec_.counts) met_ = has_held_ ? kValidFirst : ready ? kReadyFirst : kTogether;
        valid = !valid_ || valid_->high();
        ready = !ready_ || ready_->high();
        if (stays_ && (!valid || (spec_.source && !ready))) find_strays();
        if (valid) {
            // Only the bench can change what it offers, so that is looked at once and when it goes.
            if (spec_.source && !ready && has_held_) return;
            taken = ready;
            look();
        } else if (has_held_) {
            has_held_ = false;
            findings.push_back({kValidFell, 0, 0});
        }
    }

    void take_level() {
        taken = true;
        look();
    }

    // How a beat came about that passes now; it is the last one in `beats_` already.
    Meeting meeting(uint64_t clock, const Packet& packet) const {
        if (beats_[previous(2)].clock + 1 != clock) return met_;
        return packet.index() ? kInARow : kPacketsInARow;
    }

    void find_strays() {
        uint64_t strays = 0;
        for (size_t i = 0; i < fields_.size(); ++i) {
            const Field& field = fields_[i];
            if (field.driven || !field.only_then) continue;
            const uint8_t* bytes = field.wire->read();
            for (uint32_t b = 0; b < field.bytes; ++b) {
                if (bytes[b]) strays |= uint64_t{1} << i;
            }
        }
        if (strays) findings.push_back({kStray, strays, 0});
    }

    // Reads the payload; one that waits must not change.
    void look() {
        uint8_t* now = beats_[current_].bytes.data();
        for (const Field& field : fields_) {
            std::memcpy(now + field.offset, field.wire->read(), field.bytes);
        }
        offered = true;
        if (taken && !has_held_) return;
        uint64_t changed = 0;
        for (size_t i = 0; i < fields_.size(); ++i) {
            const Field& field = fields_[i];
            const bool ignored = !queue.empty() && !field.last && queue.front().ignores(i);
            if (field.turned || ignored) continue;
            if (hold(i, now + field.offset) && has_held_) changed |= uint64_t{1} << i;
        }
        if (changed && findings.empty()) findings.push_back({kPayloadChanged, changed, 1});
        has_held_ = !taken;
    }

    // Keeps what counts of a field that waits; returns whether that is something else than before.
    bool hold(size_t i, const uint8_t* now) {
        const Field& field = fields_[i];
        uint8_t* held = held_.data() + field.offset;
        const uint8_t* care = queue.empty() || field.last ? nullptr : queue.front().care(i);
        if (!care) {
            if (std::memcmp(held, now, field.bytes) == 0) return false;
            std::memcpy(held, now, field.bytes);
            return true;
        }
        bool differs = false;
        for (uint32_t b = 0; b < field.bytes; ++b) {
            const uint8_t value = now[b] & care[b];
            differs |= held[b] != value;
            held[b] = value;
        }
        return differs;
    }

    bool agrees(const Packet& packet, size_t i, const uint8_t* seen) const {
        const Field& field = fields_[i];
        if (field.last) return seen[0] == packet.last();
        if (packet.ignores(i)) return true;
        const uint8_t* due = packet.value(i);
        const uint8_t* care = packet.care(i);
        if (due && !care) return std::memcmp(seen, due, field.bytes) == 0;
        for (uint32_t b = 0; b < field.bytes; ++b) {
            if ((seen[b] ^ (due ? due[b] : 0)) & (care ? care[b] : 0xFF)) return false;
        }
        return true;
    }

    // A beat of the port that this one follows has passed: the answer is due in time.
    void answer(uint64_t clock) {
        if (!queue.empty()) owed_.push_back(clock + spec_.latency);
    }

    bool answers() const { return spec_.source && spec_.follows >= 0; }

    void drive_source(uint64_t clock) {
        if (taken) {
            offering_ = false;
            waits_ = false;
            if (answers()) owed_.pop_front();
        }
        holding = false;
        const bool due = !answers() || (!owed_.empty() && owed_.front() <= clock + 1);
        if (queue.empty() || !due) {
            if (taken) withdraw();
            return;
        }
        Packet& packet = queue.front();
        if (!waits_) {
            waits_ = true;
            wait_ = packet.delay();
        }
        if (wait_ > 0) {
            --wait_;
            holding = true;
        } else {
            holding = !packet.opens(clock + 1);
        }
        if (!holding) {
            offer(packet);
        } else if (taken) {
            withdraw();
        }
    }

    void offer(const Packet& packet) {
        for (size_t i = 0; i < fields_.size(); ++i) {
            if (fields_[i].driven) show(i, packet);
        }
        if (valid_) valid_->write_bit(true);
        offering_ = true;
    }

    // Offers nothing; behind a handshake the payload means nothing, and is wrong in every bit. That
    // of a strobe stays: designs may go on reading it.
    void withdraw() {
        hide_brief();
        if (valid_) valid_->write_bit(false);
        if (!ready_) return;
        for (Field& field : fields_) {
            if (field.driven && !field.only_then) field.wire->invert();
        }
    }

    void drive_sink(uint64_t clock) {
        if (queue.empty()) {
            // Whatever comes now is surplus, and shows at once.
            waits_ = false;
            if (ready_) ready_->write_bit(true);
            hide_brief();
            return;
        }
        Packet& packet = queue.front();
        if (taken || !waits_) {
            waits_ = true;
            wait_ = packet.delay();
        } else if (wait_ > 0 && (holding || spec_.enables)) {
            --wait_;
        }
        bool open = wait_ == 0 && packet.opens(clock + 1);
        // What may be high in the clock of the beat only takes an offer that already stands.
        if (!holding && raises_brief(packet)) open = false;
        if (ready_) ready_->write_bit(open);
        if (!shows_) return;
        for (size_t i = 0; i < fields_.size(); ++i) {
            if (!fields_[i].driven) continue;
            if (open || !fields_[i].only_then) {
                show(i, packet);
            } else {
                fields_[i].wire->write(nullptr);
            }
        }
    }

    bool raises_brief(const Packet& packet) const {
        if (!shows_) return false;
        for (size_t i = 0; i < fields_.size(); ++i) {
            const Field& field = fields_[i];
            if (!field.driven || !field.only_then) continue;
            const uint8_t* value = field.last ? nullptr : packet.value(i);
            if (field.last && packet.last()) return true;
            for (uint32_t b = 0; value && b < field.bytes; ++b) {
                if (value[b]) return true;
            }
        }
        return false;
    }

    void show(size_t i, const Packet& packet) {
        if (fields_[i].last) {
            fields_[i].wire->write_bit(packet.last());
        } else {
            fields_[i].wire->write(packet.value(i));
        }
    }

    void hide_brief() {
        for (Field& field : fields_) {
            if (field.driven && field.only_then) field.wire->write(nullptr);
        }
    }

    PortSpec spec_;
    std::vector<Field> fields_;
    Signal *valid_, *ready_;
    bool stays_ = false;  // the design must keep a field at 0 without a beat
    bool shows_ = false;  // the bench drives a field
    Beat beats_[kHistory];
    size_t current_ = 0;
    std::vector<uint8_t> held_;  // the bits that count of an offer that waits
    bool has_held_, offering_;
    std::deque<uint64_t> owed_;  // clocks from which on an answer is due
    bool waits_;                 // whether `wait_` holds for the next beat
    uint32_t wait_ = 0;
    Meeting met_ = kTogether;  // of a beat that passes now, unless one passed in the clock before
    bool behind_;              // whether the packet was queued straight behind another
};

}  // namespace lane
