// SPDX-License-Identifier: Apache-2.0
// All ports and status outputs of a design, and the job that they are on: a run or a reset.

#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "port.h"
#include "signal.h"

namespace lane {

// A status output that has a known value in every clock.
struct Flag {
    Signal* wire;
    std::vector<uint8_t> usual, expected, before, value;
    bool changed;
    bool settled;  // whether what was last seen is what is expected
};

// Why a job ended, in the order of `records.REASONS`.
enum Reason : int32_t { kDone, kFault, kClocks };

// As `records.Job` has it: a run until all packets have passed, for `clocks` if that is not 0, or a
// reset of that many clocks. `total` is kNever where there is no bound.
struct Job {
    uint64_t clocks, quiet, total;
    uint8_t reset, fresh;
};

// As `records.ResetSpec` has it, see `tb.bench.signals.Reset`.
struct ResetSpec {
    int32_t signal;
    uint8_t on, synchronous;
    uint32_t clocks;
};

class Bench {
  public:
    Signal* add(const VerilatedVar& var) {
        signals_.push_back(std::make_unique<Signal>(var));
        return signals_.back().get();
    }

    Signal* signal(int32_t number) { return number < 0 ? nullptr : signals_[number].get(); }
    int32_t signal_count() const { return static_cast<int32_t>(signals_.size()); }

    void add_port(const PortSpec& spec, const FieldSpec* specs, uint32_t count) {
        std::vector<Port::Field> fields;
        for (uint32_t i = 0; i < count; ++i) {
            fields.push_back({{specs[i]}, signal(specs[i].signal), 0, 0});
        }
        const int32_t number = static_cast<int32_t>(ports.size());
        ports.push_back(std::make_unique<Port>(number, spec, std::move(fields), signal(spec.valid),
                                               signal(spec.ready)));
    }

    // Once all ports are there. One that follows comes behind the one that it follows: it may be
    // due in the same clock.
    void link() {
        for (auto& port : ports) {
            if (port->spec().follows < 0) order_.push_back(port.get());
        }
        for (auto& port : ports) {
            if (port->spec().follows < 0) continue;
            order_.push_back(port.get());
            ports[port->spec().follows]->followers.push_back(port.get());
        }
    }

    void add_flag(Signal* wire, const uint8_t* usual) {
        const std::vector<uint8_t> bytes(usual, usual + wire->bytes());
        flags.push_back({wire, bytes, bytes, bytes, bytes, false, false});
    }

    void set_reset(const ResetSpec& spec) { reset_ = spec; }

    void begin(const Job& job) {
        job_ = job;
        faults.clear();
        begun_ = clock;
        if (job.reset) {
            transfers.clear();
            forget_flags();
            for (auto& port : ports) port->forget();
            drive_reset(true);
        } else if (job.fresh) {
            took_ = quiet_ = 0;
            for (auto& port : ports) port->moved_at = clock;
        }
        pending_ = pending();
        active = job.clocks > 0 || (!job.reset && pending_);
        reason = job.clocks > 0 ? kClocks : kDone;
    }

    void cancel() { active = false; }

    // Looks at everything right before the signals take the values that follow the clock edge.
    void sample() {
        ++clock;
        moved_ = false;
        job_.reset ? sample_in_reset() : sample_ports();
    }

    // Sets the bench's signals behind the clock edge, and ends the job where it has come to an end.
    void drive() {
        const bool over = job_.clocks > 0 && clock - begun_ == job_.clocks;
        if (job_.reset) {
            if (over || !faults.empty()) drive_reset(false);
        } else {
            drive_ports();
        }
        if (!faults.empty()) reason = kFault;
        active = faults.empty() && !over && (job_.clocks > 0 || pending_);
    }

    std::vector<std::unique_ptr<Port>> ports;
    std::vector<Flag> flags;
    std::vector<Fault> faults;
    std::vector<Transfer> transfers;
    uint64_t clock = 0, held = 0;
    uint64_t stood = 0;  // of a standstill: how long nothing has moved, or the work has taken
    bool active = false;
    Reason reason = kDone;

  private:
    void sample_ports() {
        for (Port* port : order_) {
            port->sample(clock);
            if (port->offered && port->queue.empty()) {
                // Told once, when it is first offered: it may wait long.
                if (!port->surplus) report(*port, kSurplus, 0, true);
                port->surplus = true;
            }
            for (const Port::Finding& finding : port->findings) {
                report(*port, finding.rule, finding.fields, finding.shown);
            }
            if (port->taken) {
                moved_ = true;
                judge(*port);
            }
        }
        if (flags_differ()) faults.push_back({kFlagDiffers, -1, -1, 0, 0, 0});
    }

    void judge(Port& port) {
        const bool clean = port.findings.empty();
        const int64_t packet = port.queue.empty() ? -1 : port.queue.front().id();
        const uint64_t beat = port.queue.empty() ? 0 : port.queue.front().index();
        const uint64_t fields = port.judge(clock, transfers);
        if (fields && clean) faults.push_back({kDiffers, port.number, packet, beat, fields, 1});
    }

    void sample_in_reset() {
        // The first edges show the design a synchronous reset, the next what came of it.
        const bool shown =
            reset_.signal >= 0 && clock - begun_ > reset_.clocks - (reset_.synchronous ? 0 : 1);
        if (reset_.signal < 0) return;
        for (auto& port : ports) {
            port->sample_in_reset(shown);
            for (const Port::Finding& finding : port->findings) report(*port, finding.rule, 0, 0);
        }
        if (!flags_differ()) return;
        if (shown) {
            faults.push_back({kFlagDiffers, -1, -1, 0, 0, 0});
        } else {
            forget_flags();
        }
    }

    void drive_ports() {
        bool holding = false;
        for (Port* port : order_) {
            port->drive(clock);
            holding |= port->holding;
        }
        ++(holding ? held : took_);
        quiet_ = moved_ || holding ? 0 : quiet_ + 1;
        if (moved_) pending_ = pending();
        if (job_.clocks == 0 && pending_ && faults.empty()) find_standstill();
    }

    void find_standstill() {
        const bool quiet = quiet_ > job_.quiet;
        if (!quiet && took_ <= job_.total) return;
        stood = quiet ? quiet_ : took_;
        const Port* oldest = nullptr;
        for (const Port* port : order_) {
            if (!port->queue.empty() && (!oldest || port->moved_at < oldest->moved_at)) {
                oldest = port;
            }
        }
        report(*oldest, quiet ? kQuiet : kTotal, 0, 0);
    }

    void report(const Port& port, Rule rule, uint64_t fields, int32_t shown) {
        const bool inside = !port.queue.empty();
        faults.push_back({rule, port.number, inside ? port.queue.front().id() : -1,
                          inside ? port.queue.front().index() : 0, fields, shown});
    }

    bool pending() const {
        for (const Port* port : order_) {
            if (!port->queue.empty()) return true;
        }
        return false;
    }

    // Each change is told once; the new value is what is expected from then on.
    bool flags_differ() {
        bool any = false;
        for (Flag& flag : flags) {
            const uint8_t* now = flag.wire->read();
            if (std::memcmp(flag.value.data(), now, flag.value.size()) == 0 && flag.settled) {
                flag.changed = false;
                continue;
            }
            std::memcpy(flag.value.data(), now, flag.value.size());
            flag.changed = flag.value != flag.expected;
            flag.settled = true;
            if (!flag.changed) continue;
            any = true;
            flag.before = flag.expected;
            flag.expected = flag.value;
        }
        return any;
    }

    void forget_flags() {
        for (Flag& flag : flags) {
            flag.expected = flag.usual;
            flag.settled = false;
        }
    }

    void drive_reset(bool on) {
        if (Signal* wire = signal(reset_.signal)) wire->write_bit(on == (reset_.on != 0));
    }

    std::vector<std::unique_ptr<Signal>> signals_;
    std::vector<Port*> order_;
    ResetSpec reset_{-1, 0, 1, 1};
    Job job_{};
    uint64_t begun_ = 0, took_ = 0, quiet_ = 0;
    bool moved_ = false, pending_ = false;
};

}  // namespace lane
