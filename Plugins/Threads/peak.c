#define _POSIX_C_SOURCE 200809L /* clock_gettime */
/* How fast the processor is at best: the fastest of several runs, each long enough that starting it does not count. No part of the
 * exact arithmetic: what these compute is thrown away. */
#include "clock.h"
#include "device.h"
#include "errors.h"
#include "vector.h"

enum {
  /* More than what is on its way at one time in a processor with two units of a latency of 4 or 5, and few enough for 16 registers. */
  CHAINS = 10,
  ROUNDS = 4096,
  REPETITIONS = 12,
  SHORTEST = 20 * 1000 * 1000, /* nanoseconds */
  PARTS = 3,                   /* of the scratch buffer: a, b and c */
};

typedef struct {
  float *scratch;
  uint64_t vectors; /* of a part */
  float factor, summand;
} measurement;

/* An index is CHAINS × ROUNDS vectors. */
static void multiply_adds(const void *context, uint64_t begin, uint64_t end) {
  const measurement *m = context;
  const vector factor = vector_of(m->factor), summand = vector_of(m->summand);
  for (uint64_t i = begin; i < end; i++) {
    vector chains[CHAINS], sum = {0};
    for (int c = 0; c < CHAINS; c++) chains[c] = vector_of(1.0f + 0.1f * (float)c);
    for (int round = 0; round < ROUNDS; round++) {
      for (int c = 0; c < CHAINS; c++) chains[c] = vector_fma(chains[c], factor, summand);
    }
    for (int c = 0; c < CHAINS; c++) sum += chains[c];
    if (sum[0] == -1.0f) m->scratch[0] = sum[0]; /* never, which no compiler knows */
  }
}

/* a = b + s · c; an index is one vector. */
static void triad(const void *context, uint64_t begin, uint64_t end) {
  const measurement *m = context;
  const vector factor = vector_of(m->factor);
  float *a = m->scratch;
  const float *b = a + m->vectors * LANES_OF_A_VECTOR, *c = b + m->vectors * LANES_OF_A_VECTOR;
  for (uint64_t i = begin * LANES_OF_A_VECTOR; i < end * LANES_OF_A_VECTOR; i += LANES_OF_A_VECTOR) {
    vector_store(a + i, vector_fma(factor, vector_load(c + i), vector_load(b + i)));
  }
}

/* Nanoseconds of `times` runs over `count` indices. */
static uint64_t duration(pool *pool, pool_body body, uint64_t count, uint64_t grain, uint64_t times, const measurement *m) {
  uint64_t start = nanoseconds();
  for (uint64_t time = 0; time < times; time++) pool_run(pool, count, grain, body, m);
  uint64_t passed = nanoseconds() - start;
  return passed > 0 ? passed : 1;
}

/* Indices a second. */
static double rate(pool *pool, pool_body body, uint64_t count, uint64_t grain, const measurement *m) {
  uint64_t times = 1, best = duration(pool, body, count, grain, times, m);
  while (best < SHORTEST) {
    times *= 2;
    best = duration(pool, body, count, grain, times, m);
  }
  for (int repetition = 1; repetition < REPETITIONS; repetition++) {
    uint64_t passed = duration(pool, body, count, grain, times, m);
    if (passed < best) best = passed;
  }
  return (double)count * (double)times * 1e9 / (double)best;
}

concord_error *device_peak(concord_device *device, concord_buffer *scratch, concord_peak *peak) {
  measurement m = {.scratch = (float *)scratch->bytes, .factor = 0.999f, .summand = 0.001f};
  m.vectors = scratch->size / (PARTS * LANES_OF_A_VECTOR * sizeof(float));
  if (scratch->device != device || m.vectors == 0) {
    return failure(
      CONCORD_ERROR_INVALID_ARGUMENT, CONCORD_NO_OP, "the peak is measured with a buffer of the device, of at least 768 bytes");
  }
  concord_peak mine = {.size = peak->size};
  const double fused = (double)CHAINS * ROUNDS * LANES_OF_A_VECTOR;
  mine.multiply_adds_per_second = fused * rate(device->pool, multiply_adds, 16 * (uint64_t)pool_threads(device->pool), 1, &m);
  mine.bytes_per_second = PARTS * LANES_OF_A_VECTOR * sizeof(float) * rate(device->pool, triad, m.vectors, 4096, &m);
  memcpy(peak, &mine, peak->size < sizeof mine ? (size_t)peak->size : sizeof mine);
  return NULL;
}
