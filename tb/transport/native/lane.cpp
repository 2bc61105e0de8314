// SPDX-License-Identifier: Apache-2.0
// The main of a Verilated program: cocotb's own, where a bench's ports can be a source of time.
//
// cocotb's loop asks Verilator's VPI for the time of the next callback. While a job is on, that
// question runs the clock instead, drives and compares every beat natively, and answers with the
// time at which the job ended, so that Python wakes in that very time step. Between jobs, and for
// all that is not a port of the bench, cocotb is in charge as ever.

#include <algorithm>
#include <chrono>
#include <memory>

#include "Vtop.h"
#include "bench.h"
#include "snapshots.h"
#include "verilated.h"
#include "verilated_vpi.h"

namespace lane {

// Remembers the one model that cocotb's main makes.
class Model : public Vtop {
  public:
    static inline Model* made = nullptr;
    explicit Model(const char* name) : Vtop(name) { made = this; }
};

// Verilator's VPI as cocotb's main calls it, but for the time of the next callback.
struct Vpi {
    static bool callValueCbs() { return VerilatedVpi::callValueCbs(); }
    static bool callCbs(uint32_t reason) { return VerilatedVpi::callCbs(reason); }
    static void callTimedCbs() { VerilatedVpi::callTimedCbs(); }
    static void clearEvalNeeded() { VerilatedVpi::clearEvalNeeded(); }
    static void doInertialPuts() { VerilatedVpi::doInertialPuts(); }
    static bool evalNeeded() { return VerilatedVpi::evalNeeded(); }
    static uint64_t cbNextDeadline();
};

}  // namespace lane

#define Vtop lane::Model
#define VerilatedVpi lane::Vpi
#include "verilator.cpp"
#undef VerilatedVpi
#undef Vtop

namespace lane {

using Seconds = std::chrono::duration<double>;
using Clock = std::chrono::steady_clock;

// Python stands still while a job runs, so it is let on again that often: for signals, and for
// those who watch the run.
constexpr Seconds kSlice{0.25};
constexpr uint64_t kSliceCheck = 1024;  // clocks between two looks at the time, a power of two

// The waveform file of a run holds that many clocks. Behind them snapshots are taken, at the start
// of each job and every so often, from which the clocks around a fault are run again.
// Who looks for the block at fault records more of them, from a later one on.
uint64_t told_by(const char* name, uint64_t usual) {
    const char* const told = getenv(name);
    return told ? strtoull(told, nullptr, 10) : usual;
}
const uint64_t kRecorded = told_by("TB_RECORDED", 20'000);
const uint64_t kRecordedFrom = told_by("TB_RECORDED_FROM", 0);
constexpr Seconds kSnapshotEvery{1.0};
constexpr unsigned kPatience = 60;  // seconds after which such a run has gone astray

// Python's own functions that let other threads run meanwhile.
struct Interpreter {
    void* (*release)() = nullptr;
    void (*acquire)(void*) = nullptr;
};

// Seconds of all jobs, and what driving and comparing took of them by every `kSliceCheck`-th clock.
struct Spent {
    double total = 0, compare = 0;
};

// Whether something in Python waits for a signal to change. Python stands still while a job runs,
// so it is enough to ask before.
static bool watched = false;

static void ask_watchers() { watched = VerilatedVpi::hasCbs(cbValueChange); }

static void settle() {
    if (!watched) return;
    settle_value_callbacks();
    VerilatedVpi::doInertialPuts();
}

static void evaluate() {
    Model::made->eval_step();
    Model::made->eval_end_step();
    settle();
}

class Runner {
  public:
    Runner(uint64_t half, Signal* clk) : half_(half), clk_(clk) {
        if (clk_) clk_->write_bit(false);
        next_ = main_time + (clk_ ? half_ : 2 * half_);
    }

    // Goes on with the job until it ends, Python has to be let on, or `deadline` is reached;
    // returns the time at which it stopped.
    uint64_t run(Bench& bench, uint64_t deadline) {
        const Clock::time_point started = Clock::now();
        ask_watchers();
        if (snapshot_due(started)) take_snapshot(bench, started);
        uint64_t stopped = deadline;
        while (next_ <= deadline) {
            stopped = next_;
            step(bench);
            if (!bench.active || Verilated::gotFinish()) break;
            // Somebody else in Python looks at signals: let all of cocotb's phases happen.
            if (watched) break;
            if (timed_ && Clock::now() - started > kSlice) break;
            // A snapshot is due where the waveforms end.
            if (!dump(stopped, bench.clock)) break;
            stopped = deadline;
        }
        // Who wakes between two edges sees what follows from the inputs driven behind the first.
        if (high_ && stopped > next_ - half_) evaluate();
        spent.total += Seconds(Clock::now() - started).count();
        return stopped;
    }

    // A job begins: what Python has changed meanwhile, no earlier snapshot can do again.
    void begin() {
        snapshots_.forget();
        snapshot_at_ = {};
    }

    // Records waveforms of some clocks of the job that has just ended; returns whether it could.
    bool record(const Window& window) { return snapshots_.record(window); }

    Spent spent;

  private:
    // Half a period.
    void step(Bench& bench) { high_ ? fall() : rise(bench); }

    void fall() {
        main_time = next_;
        next_ += half_;
        high_ = timed_ = false;
        clk_->write_bit(false);
        settle();
        evaluate();
    }

    void rise(Bench& bench) {
        main_time = next_;
        next_ += clk_ ? half_ : 2 * half_;
        high_ = clk_ != nullptr;
        timed_ = (bench.clock & (kSliceCheck - 1)) == 0;
        if (clk_) clk_->write_bit(true);
        settle();
        const Clock::time_point start = timed_ ? Clock::now() : Clock::time_point();
        bench.sample();
        const Clock::time_point sampled = timed_ ? Clock::now() : start;
        if (clk_) evaluate();
        const Clock::time_point evaluated = timed_ ? Clock::now() : start;
        bench.drive();
        if (timed_) {
            const auto looking = (sampled - start) + (Clock::now() - evaluated);
            spent.compare += kSliceCheck * Seconds(looking).count();
        }
        // What was driven shows in this time step too, where somebody looks at it.
        if (!clk_ || tracing() || watched) evaluate();
    }

#if VM_TRACE
    static bool tracing() { return tfp != nullptr; }

    // Returns whether there is nothing to end: no waveforms, or more of them to come.
    static bool dump(uint64_t time, uint64_t clock) {
        if (!tfp || clock < kRecordedFrom) return true;
        tfp->dump(time);
        if (++dumped_ < 2 * kRecorded) return true;
        tfp->close();
        tfp = nullptr;
        return false;
    }

    bool snapshot_due(Clock::time_point now) const {
        const bool recorded = dumped_ == 2 * kRecorded;
        return recorded && now >= snapshot_at_ && !watched && !Model::made->eventsPending();
    }

    void take_snapshot(Bench& bench, Clock::time_point now) {
        snapshot_at_ = now + std::chrono::duration_cast<Clock::duration>(kSnapshotEvery);
        Window window;
        if (snapshots_.take(bench.clock, window)) run_again(bench, window);
    }

    // In a snapshot: the same clocks once more, and what follows on the fault.
    [[noreturn]] void run_again(Bench& bench, const Window& window) {
        alarm(kPatience);
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr)) _exit(1);
        while (bench.clock < window.first) step(bench);
        tfp = new verilated_trace_t;
        Model::made->trace(tfp, 99);
        tfp->open(window.file);
        while (bench.clock < window.last && !Verilated::gotFinish()) {
            step(bench);
            tfp->dump(main_time);
        }
        tfp->close();
        _exit(0);
    }

    static inline uint64_t dumped_ = 0;
#else
    static bool tracing() { return false; }
    static bool dump(uint64_t, uint64_t) { return true; }
    static bool snapshot_due(Clock::time_point) { return false; }
    static void take_snapshot(Bench&, Clock::time_point) {}
#endif

    uint64_t half_, next_;
    Signal* clk_;
    bool high_ = false, timed_ = false;
    Clock::time_point snapshot_at_;
    Snapshots snapshots_;
};

Interpreter interpreter;
std::unique_ptr<Bench> bench;
std::unique_ptr<Runner> runner;

uint64_t Vpi::cbNextDeadline() {
    const uint64_t deadline = VerilatedVpi::cbNextDeadline();
    if (!bench || !bench->active) return deadline;
    const bool waits = Model::made->eventsPending();
    const uint64_t event = waits ? Model::made->nextTimeSlot() : ~uint64_t{0};
    void* const thread = interpreter.release();
    const uint64_t stopped = runner->run(*bench, std::min(deadline, event));
    interpreter.acquire(thread);
    return stopped;
}

// The model's variable of that name: a port of the top module, or null.
const VerilatedVar* find(const char* name) {
    const VerilatedScope* const top = Verilated::scopeFind("TOP");
    return top ? top->varFind(name) : nullptr;
}

}  // namespace lane

// What `tb.transport.native.library` calls; the structures are those of `records`.
extern "C" {

// Begins anew, without ports. The functions are those of Python's interpreter that let its other
// threads run.
void lane_open(void* (*release)(), void (*acquire)(void*)) {
    lane::interpreter = {release, acquire};
    lane::runner.reset();
    lane::bench = std::make_unique<lane::Bench>();
    // Inputs have been something else before they are driven: a reset that rises is an edge.
    lane::ask_watchers();
    lane::evaluate();
}

// The number of a signal, -1 where the design has none of that name.
int32_t lane_signal(const char* name, uint32_t* width) {
    const VerilatedVar* const var = lane::find(name);
    if (!var) return -1;
    *width = lane::bench->add(*var)->width();
    return lane::bench->signal_count() - 1;
}

void lane_port(const lane::PortSpec* spec, const lane::FieldSpec* fields, uint32_t count) {
    lane::bench->add_port(*spec, fields, count);
}

void lane_flag(int32_t signal, const uint8_t* usual) {
    lane::bench->add_flag(lane::bench->signal(signal), usual);
}

void lane_reset_line(const lane::ResetSpec* spec) { lane::bench->set_reset(*spec); }

// Once all ports are there. The clock is low from now on; `half` is half its period in time steps.
void lane_link(int32_t clk, uint64_t half) {
    lane::bench->link();
    lane::runner = std::make_unique<lane::Runner>(half, lane::bench->signal(clk));
}

void lane_queue(uint32_t port, const lane::PacketSpec* spec, const lane::Buffers* fields) {
    lane::Port& to = *lane::bench->ports[port];
    to.queue.emplace_back(*spec, fields, to.fields().size());
}

void lane_begin(const lane::Job* job) {
    lane::bench->begin(*job);
    lane::runner->begin();
    // A reset without a clock shows before the next edge.
    lane::ask_watchers();
    if (job->reset) lane::evaluate();
}

void lane_cancel() { lane::bench->cancel(); }

// As `records.Status` has it.
struct LaneStatus {
    uint64_t clock, held, stood;
    double total, compare;
    uint32_t faults, transfers;
    int32_t reason;
    uint8_t active;
};

void lane_status(LaneStatus* to) {
    const lane::Bench& bench = *lane::bench;
    const lane::Spent& spent = lane::runner->spent;
    *to = {bench.clock,
           bench.held,
           bench.stood,
           spent.total,
           spent.compare,
           static_cast<uint32_t>(bench.faults.size()),
           static_cast<uint32_t>(bench.transfers.size()),
           bench.reason,
           bench.active};
}

void lane_fault(uint32_t number, lane::Fault* to) { *to = lane::bench->faults[number]; }

void lane_transfer(uint32_t number, lane::Transfer* to) { *to = lane::bench->transfers[number]; }

void lane_drop_transfers() { lane::bench->transfers.clear(); }

// Writes waveforms of some clocks of the job that has just ended to a file of that name; returns
// whether it could. The waveforms of the run itself hold the first clocks only.
int32_t lane_record(uint64_t first, uint64_t last, const char* file) {
    lane::Window window{first, last, {}};
    std::strncpy(window.file, file, sizeof window.file - 1);
    return lane::runner->record(window);
}

// As `records.PortStatus` has it.
struct LanePortStatus {
    int64_t packet;
    uint64_t beat, progress, moved_at;
    uint8_t valid, ready;
};

void lane_port_status(uint32_t number, LanePortStatus* to) {
    const lane::Port& port = *lane::bench->ports[number];
    const bool inside = !port.queue.empty();
    *to = {inside ? port.queue.front().id() : -1,
           inside ? port.queue.front().index() : 0,
           port.progress,
           port.moved_at,
           port.valid,
           port.ready};
}

void lane_counts(uint32_t number, lane::Counts* to) { *to = lane::bench->ports[number]->counts; }

// The payload of the last sample (`back` 0) or of the `back`-th beat that passed before; each field
// behind the other in whole bytes. `clock` receives when it passed, all ones where none has.
const uint8_t* lane_beat(uint32_t port, uint32_t back, uint64_t* clock) {
    const lane::Port& of = *lane::bench->ports[port];
    const lane::Port::Beat& beat = back ? of.passed(back) : of.shown();
    *clock = beat.clock;
    return beat.bytes.data();
}

// A status output as last seen, and what was expected of it; returns whether that differed.
int32_t lane_flag_value(uint32_t number, uint8_t* value, uint8_t* expected) {
    const lane::Flag& flag = lane::bench->flags[number];
    std::memcpy(value, flag.value.data(), flag.value.size());
    std::memcpy(expected, flag.before.data(), flag.before.size());
    return flag.changed;
}
}
