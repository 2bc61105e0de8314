// SPDX-License-Identifier: Apache-2.0
// Earlier states of the simulation, each kept as a forked process that waits to be asked for it.

#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <deque>
#include <string>

namespace lane {

// What a snapshot is asked for: waveforms of the clocks from `first` to `last`.
struct Window {
    uint64_t first, last;
    char file[256];
};

class Snapshots {
  public:
    // The one before the latest is kept too: the latest may be too near to what it is asked for.
    static constexpr size_t kKept = 2;

    Snapshots() = default;
    Snapshots(const Snapshots&) = delete;
    ~Snapshots() { forget(); }

    // Keeps the present state, which is that of `clock`. Returns false in the process that goes on,
    // and true in the one that was kept, once it is asked for `window`.
    bool take(uint64_t clock, Window& window) {
        int ends[2];
        if (pipe(ends) != 0) return false;
        const pid_t child = fork();
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(ends[1]);
            // Kept too, an end of an earlier one would keep that one waiting for ever.
            for (const Kept& other : kept_) close(other.ask);
            const bool asked = read(ends[0], &window, sizeof window) == sizeof window;
            if (!asked) _exit(0);
            kept_.clear();
            return true;
        }
        close(ends[0]);
        if (child < 0) {
            close(ends[1]);
            return false;
        }
        kept_.push_back({child, ends[1], clock});
        if (kept_.size() > kKept) drop_first();
        return false;
    }

    // Lets the best snapshot record the window and waits for it; returns whether it did.
    bool record(const Window& window) {
        if (kept_.empty()) return false;
        while (kept_.size() > 1 && kept_.back().clock >= window.first) {
            end(kept_.back());
            kept_.pop_back();
        }
        const Kept asked = kept_.back();
        int ended = 1;
        if (write(asked.ask, &window, sizeof window) == sizeof window) {
            waitpid(asked.child, &ended, 0);
        }
        close(asked.ask);
        kept_.pop_back();
        forget();
        return ended == 0;
    }

    void forget() {
        while (!kept_.empty()) drop_first();
    }

  private:
    struct Kept {
        pid_t child;
        int ask;
        uint64_t clock;
    };

    // Nobody asks any more, so it ends.
    static void end(const Kept& kept) {
        close(kept.ask);
        waitpid(kept.child, nullptr, 0);
    }

    void drop_first() {
        end(kept_.front());
        kept_.pop_front();
    }

    std::deque<Kept> kept_;
};

}  // namespace lane
