/* Rule 5 of docs/numerics.md: a row goes through 64 lanes, lane l taking elements l, l + 64, l + 128 …; then lane i takes lane
 * i + 32, 16, 8, 4, 2, 1. */
#ifndef THREADS_LANES_H
#define THREADS_LANES_H

#include "exact.h"

enum { LANES = 64 };

static inline float lanes_total(float *lane) {
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int l = 0; l < width; l++) lane[l] = lane[l] + lane[l + width];
  }
  return lane[0];
}

static inline float row_sum(const float *x, uint64_t count) {
  float lane[LANES] = {0};
  uint64_t start = 0;
  for (; start + LANES <= count; start += LANES) {
    for (int l = 0; l < LANES; l++) lane[l] = lane[l] + x[start + (uint64_t)l];
  }
  for (uint64_t i = start; i < count; i++) lane[i - start] = lane[i - start] + x[i];
  return lanes_total(lane);
}

static inline float row_sum_of_squares(const float *x, uint64_t count) {
  float lane[LANES] = {0};
  uint64_t start = 0;
  for (; start + LANES <= count; start += LANES) {
    for (int l = 0; l < LANES; l++) lane[l] = fmaf(x[start + (uint64_t)l], x[start + (uint64_t)l], lane[l]);
  }
  for (uint64_t i = start; i < count; i++) lane[i - start] = fmaf(x[i], x[i], lane[i - start]);
  return lanes_total(lane);
}

static inline float row_maximum(const float *x, uint64_t count) {
  float lane[LANES];
  for (int l = 0; l < LANES; l++) lane[l] = -INFINITY;
  for (uint64_t i = 0; i < count; i++) lane[i % LANES] = exact_maximum(lane[i % LANES], x[i]);
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int l = 0; l < width; l++) lane[l] = exact_maximum(lane[l], lane[l + width]);
  }
  return lane[0];
}

#endif
