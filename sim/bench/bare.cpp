// SPDX-License-Identifier: Apache-2.0
// The engine with its real streams and nothing else: how fast the model itself is. Inputs are
// offered and the output is taken whenever the engine is ready; nothing is compared.
//
//     bare FOLDER BEATS CLOCKS SEED
//
// FOLDER holds PORT.FIELD.bin for each field of the input ports, beats of equal size one after
// another. Ends when BEATS sums have left, with an error after CLOCKS. Prints one JSON object.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "Vbare.h"
#include "verilated.h"

namespace {

using Bytes = std::vector<char>;

Bytes read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        std::fprintf(stderr, "%s cannot be read\n", path.c_str());
        std::exit(2);
    }
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

// One signal of a stream: its value in each beat, as the model holds it.
template <typename Signal>
class Field {
  public:
    Field(const std::string& path, size_t beats, Signal& signal)
        : signal_{signal}, values_(beats * sizeof(Signal)) {
        const Bytes packed = read(path);
        const size_t size = packed.size() / beats;
        for (size_t i = 0; i < beats; ++i) {
            std::memcpy(&values_[i * sizeof(Signal)], &packed[i * size], size);
        }
    }
    void show(size_t beat) {
        std::memcpy(&signal_, &values_[beat * sizeof(Signal)], sizeof(Signal));
    }

  private:
    Signal& signal_;
    Bytes values_;
};

// Where an input stream stands.
class Source {
  public:
    Source(size_t beats, CData& valid, const CData& ready)
        : beats_{beats}, valid_{valid}, ready_{ready} {
        valid_ = beats > 0;
    }
    size_t at() const { return at_; }
    bool moves() const { return valid_ && ready_; }
    // Goes on to the next beat; false when there is none.
    bool next() {
        valid_ = ++at_ < beats_;
        return valid_;
    }

  private:
    const size_t beats_;
    size_t at_ = 0;
    CData& valid_;
    const CData& ready_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr, "usage: bare FOLDER BEATS CLOCKS SEED\n");
        return 2;
    }
    const std::string folder = argv[1];
    const uint64_t beats = std::strtoull(argv[2], nullptr, 10);
    const uint64_t limit = std::strtoull(argv[3], nullptr, 10);
    VerilatedContext context;
    context.randReset(2);
    context.randSeed(std::atoi(argv[4]));
    Vbare engine{&context};

    // The mark of the last beat is one byte a beat, so it tells how many there are.
    const size_t pixel_beats = read(folder + "/pixel.last.bin").size();
    const size_t weight_beats = read(folder + "/weight.last.bin").size();
    Field pixel_data{folder + "/pixel.data.bin", pixel_beats, engine.s_axis_pixel_tdata};
    Field pixel_user{folder + "/pixel.user.bin", pixel_beats, engine.s_axis_pixel_tuser};
    Field pixel_last{folder + "/pixel.last.bin", pixel_beats, engine.s_axis_pixel_tlast};
    Field weight_data{folder + "/weight.data.bin", weight_beats, engine.s_axis_weight_tdata};
    Field weight_last{folder + "/weight.last.bin", weight_beats, engine.s_axis_weight_tlast};

    const auto clock = [&] {
        engine.clk = 1;
        engine.eval();
        engine.clk = 0;
    };
    engine.rst_n = 0;
    for (int i = 0; i < 4; ++i) {
        engine.eval();
        clock();
    }
    engine.rst_n = 1;

    const auto begun = std::chrono::steady_clock::now();
    Source pixel{pixel_beats, engine.s_axis_pixel_tvalid, engine.s_axis_pixel_tready};
    Source weight{weight_beats, engine.s_axis_weight_tvalid, engine.s_axis_weight_tready};
    const auto show_pixel = [&] {
        pixel_data.show(pixel.at());
        pixel_user.show(pixel.at());
        pixel_last.show(pixel.at());
    };
    const auto show_weight = [&] {
        weight_data.show(weight.at());
        weight_last.show(weight.at());
    };
    show_pixel();
    show_weight();
    engine.m_axis_sum_tready = 1;
    uint64_t clocks = 0, left = 0, first = 0;
    while (left < beats && clocks < limit) {
        engine.eval();  // what the engine makes of its inputs before the edge
        const bool pixel_moves = pixel.moves();
        const bool weight_moves = weight.moves();
        left += engine.m_axis_sum_tvalid;
        clock();
        ++clocks;
        if (pixel_moves) {
            if (first == 0) first = clocks;
            if (pixel.next()) show_pixel();
        }
        if (weight_moves && weight.next()) show_weight();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    engine.final();
    if (left < beats) {
        std::fprintf(stderr, "only %llu of %llu beats of sums left in %llu clocks\n",
                     (unsigned long long)left, (unsigned long long)beats,
                     (unsigned long long)clocks);
        return 1;
    }
    std::printf("{\"clocks\": %llu, \"seconds\": %.9f}\n", (unsigned long long)(clocks - first + 1),
                took.count());
    return 0;
}
