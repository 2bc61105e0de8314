// SPDX-License-Identifier: Apache-2.0
// A signal of the model, as bytes with the least significant one first.

#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "verilated.h"
#include "verilated_sym_props.h"

namespace lane {

// Verilator keeps a signal in the smallest of 1, 2, 4 and 8 bytes, or in words of four, with the
// bits above its width 0. On a little-endian machine those are its bytes already. An unpacked array
// counts as one signal with element 0 in the lowest bits, so its elements are packed on the way.
class Signal {
  public:
    explicit Signal(const VerilatedVar& var)
        : storage_(static_cast<uint8_t*>(var.datap())),
          element_width_(var.entBits()),
          element_size_(var.entSize()) {
        for (const VerilatedRange& range : var.unpackedRanges()) elements_ *= range.elements();
        width_ = elements_ * element_width_;
        bytes_ = (width_ + 7) / 8;
        if (elements_ > 1) packed_.resize(bytes_);
    }

    uint32_t width() const { return width_; }
    uint32_t bytes() const { return bytes_; }

    const uint8_t* read() {
        if (packed_.empty()) return storage_;
        std::memset(packed_.data(), 0, bytes_);
        for (uint32_t e = 0; e < elements_; ++e) {
            copy_bits(packed_.data(), e * element_width_, storage_ + e * element_size_, 0);
        }
        return packed_.data();
    }

    bool high() { return read()[0] & 1; }

    // Takes bytes() bytes whose bits above the width are 0; without any it writes 0.
    void write(const uint8_t* from) {
        if (!from || !packed_.empty()) std::memset(storage_, 0, elements_ * element_size_);
        if (!from) return;
        if (packed_.empty()) {
            std::memcpy(storage_, from, bytes_);
            return;
        }
        for (uint32_t e = 0; e < elements_; ++e) {
            copy_bits(storage_ + e * element_size_, 0, from, e * element_width_);
        }
    }

    // Turns every bit; those above the width stay 0.
    void invert() {
        for (uint32_t e = 0; e < elements_; ++e) {
            uint8_t* to = storage_ + e * element_size_;
            for (uint32_t b = 0; b < element_width_ / 8; ++b) to[b] = ~to[b];
            if (element_width_ % 8) to[element_width_ / 8] ^= (1 << element_width_ % 8) - 1;
        }
    }

    void write_bit(bool value) { storage_[0] = value; }

  private:
    // One element, into bits that are 0.
    void copy_bits(uint8_t* to, uint32_t to_bit, const uint8_t* from, uint32_t from_bit) const {
        if (element_width_ % 8 == 0) {
            std::memcpy(to + to_bit / 8, from + from_bit / 8, element_width_ / 8);
            return;
        }
        for (uint32_t i = 0; i < element_width_; ++i, ++to_bit, ++from_bit) {
            const int bit = from[from_bit / 8] >> from_bit % 8 & 1;
            to[to_bit / 8] |= bit << to_bit % 8;
        }
    }

    uint8_t* storage_;
    uint32_t element_width_, element_size_;
    uint32_t elements_ = 1;
    uint32_t width_, bytes_;
    std::vector<uint8_t> packed_;
};

}  // namespace lane
