// recurrence and its gradient: a layer's hidden part over whole sequences. Meaning: Sources/ConcordReference/Ops/Recurrence.swift and
// RecurrenceGradient.swift.
//
// Samples know nothing of each other, so a work-item, or on GPUs a group, takes some of them through all times by itself: what is started is one
// kernel. On processors it takes up to `block` samples, so that each part of the weights that it brings from the second cache serves
// them all; the weights are copied in panels of COLUMNS columns first, as matmul.cl has them. A GPU's group takes one sample; neighbouring
// items have neighbouring units, and read neighbouring weights.
//
// CELL                  0: tanh, 1: ReLU, 2: LSTM, 3: GRU
// ROWS, VECTORS, WIDTH  on processors the tile of the product: ROWS samples by COLUMNS = VECTORS x WIDTH columns

#if CELL == 2
#define GATES 4u
#define STATES 2u
#define SAVED 5u
#elif CELL == 3
#define GATES 3u
#define STATES 1u
#define SAVED 4u
#else
#define GATES 1u
#define STATES 1u
#define SAVED 0u
#endif

// How many times of a sample take part.
static inline uint concord_sequence_length(const global int *lengths, uint has_lengths, uint sample, uint times) {
  return has_lengths ? min(times, (uint)max(0, lengths[sample])) : times;
}

// The place of step `step` of a sample's `length` steps.
static inline size_t concord_sequence_place(uint sample, uint times, uint length, uint step, uint reversed) {
  return (size_t)sample * times + (reversed ? length - 1u - step : step);
}

// The next state of unit j: of its gates' pre-activations without the input's part, p, and its cell's state.
static inline float concord_recurrent_unit(
    const float *z, const global float *p, uint units, uint j, float h, float c, float *saved) {
#if CELL == 0
  return concord_tanh(p[j] + z[0]);
#elif CELL == 1
  const float value = p[j] + z[0];
  return value <= 0.0f ? 0.0f : value;
#elif CELL == 2
  saved[0] = concord_sigmoid(p[j] + z[0]);
  saved[1] = concord_sigmoid(p[units + j] + z[1]);
  saved[2] = concord_tanh(p[2u * units + j] + z[2]);
  saved[3] = concord_sigmoid(p[3u * units + j] + z[3]);
  saved[4] = fma(saved[1], c, saved[0] * saved[2]);
  return saved[3] * concord_tanh(saved[4]);
#else
  saved[0] = concord_sigmoid(p[j] + z[0]);
  saved[1] = concord_sigmoid(p[units + j] + z[1]);
  saved[2] = concord_tanh(fma(saved[0], z[2], p[2u * units + j]));
  saved[3] = z[2];
  return fma(saved[1], h - saved[2], saved[2]);
#endif
}

// The slopes of unit j: dp and dhidden of dh; what goes back to its cell is carried in `dc`.
static inline void concord_recurrent_slopes(
    float dh, float y, const float *saved, float h, float c, float *dc, float *dp, float *dhidden) {
#if CELL == 0
  dhidden[0] = dp[0] = dh * fma(-y, y, 1.0f);
#elif CELL == 1
  dhidden[0] = dp[0] = y <= 0.0f ? 0.0f : dh;
#elif CELL == 2
  const float s = concord_tanh(saved[4]);
  const float d = fma(dh * saved[3], fma(-s, s, 1.0f), *dc);
  dhidden[0] = dp[0] = (d * saved[2]) * (saved[0] * (1.0f - saved[0]));
  dhidden[1] = dp[1] = (d * c) * (saved[1] * (1.0f - saved[1]));
  dhidden[2] = dp[2] = (d * saved[0]) * fma(-saved[2], saved[2], 1.0f);
  dhidden[3] = dp[3] = (dh * s) * (saved[3] * (1.0f - saved[3]));
  *dc = d * saved[1];
#else
  const float dv = (dh * (1.0f - saved[1])) * fma(-saved[2], saved[2], 1.0f);
  dhidden[0] = dp[0] = (dv * saved[3]) * (saved[0] * (1.0f - saved[0]));
  dhidden[1] = dp[1] = (dh * (h - saved[2])) * (saved[1] * (1.0f - saved[1]));
  dp[2] = dv;
  dhidden[2] = dv * saved[0];
#endif
}

#ifdef CONCORD_GROUP

#define FILL(to, count)                                \
  do {                                                 \
    CONCORD_ALONG(e, (count)) (to)[e] = 0.0f;          \
  } while (0)

// `w` is transposed, [units, GATES units].
CONCORD_ROWS(1) void concord_recurrence(
    const global float *p, ulong p_offset, const global float *w, ulong w_offset, const global float *bias,
    ulong bias_offset, const global int *lengths, ulong lengths_offset, const global float *initial, ulong initial_offset,
    global float *y, ulong y_offset, global float *last, ulong last_offset, global float *saved, ulong saved_offset,
    uint samples, uint times, uint units, uint reversed, uint has_bias, uint has_lengths, uint has_initial, uint first,
    uint end) {
  const uint n = (uint)CONCORD_ROW, rows = GATES * units;
  const uint length = concord_sequence_length(lengths + lengths_offset, has_lengths, n, times);
  p += p_offset;
  w += w_offset;
  bias += bias_offset;
  y += y_offset;
  saved += saved_offset;
  last += last_offset + (size_t)n * STATES * units;
  initial += initial_offset + (size_t)n * STATES * units;
  if (first == 0u) {
    CONCORD_ALONG(e, STATES * units) last[e] = has_initial ? initial[e] : 0.0f;
    FILL(y + ((size_t)n * times + length) * units, (times - length) * units);
    FILL(saved + ((size_t)n * times + length) * SAVED * units, (times - length) * SAVED * units);
    barrier(CLK_GLOBAL_MEM_FENCE);
  }
  for (uint step = first; step < min(end, length); ++step) {
    const size_t place = concord_sequence_place(n, times, length, step, reversed);
    const size_t before = step > 0u ? concord_sequence_place(n, times, length, step - 1u, reversed) : 0;
    const global float *h = step > 0u ? y + before * units : last;
    CONCORD_ALONG(j, units) {
      float z[GATES], now[SAVED + 1u];
      for (uint g = 0; g < GATES; ++g) z[g] = 0.0f;
      for (uint k = 0; k < units; ++k)
        for (uint g = 0; g < GATES; ++g) z[g] = fma(h[k], w[(size_t)k * rows + g * units + j], z[g]);
      if (has_bias)
        for (uint g = 0; g < GATES; ++g) z[g] = z[g] + bias[g * units + j];
      float c = 0.0f;
      if (STATES > 1u) c = step > 0u ? saved[(before * SAVED + 4u) * units + j] : last[units + j];
      y[place * units + j] = concord_recurrent_unit(z, p + place * rows, units, j, h[j], c, now);
      for (uint k = 0; k < SAVED; ++k) saved[(place * SAVED + k) * units + j] = now[k];
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
  }
  if (end >= times && length > 0u) {
    const size_t place = concord_sequence_place(n, times, length, length - 1u, reversed);
    CONCORD_ALONG(j, units) {
      last[j] = y[place * units + j];
      if (STATES > 1u) last[units + j] = saved[(place * SAVED + 4u) * units + j];
    }
  }
}

CONCORD_ROWS(1) void concord_recurrence_gradient(
    const global float *w, ulong w_offset, const global float *y, ulong y_offset, const global float *saved,
    ulong saved_offset, const global int *lengths, ulong lengths_offset, const global float *initial, ulong initial_offset,
    const global float *dy, ulong dy_offset, const global float *dlast, ulong dlast_offset, global float *dp,
    ulong dp_offset, global float *dhidden, ulong dhidden_offset, global float *previous, ulong previous_offset,
    global float *dinitial, ulong dinitial_offset, uint samples, uint times, uint units, uint reversed, uint has_lengths,
    uint has_initial, uint has_dy, uint has_dlast, uint first, uint end) {
  const uint n = (uint)CONCORD_ROW, rows = GATES * units;
  const uint length = concord_sequence_length(lengths + lengths_offset, has_lengths, n, times);
  w += w_offset;
  y += y_offset;
  saved += saved_offset;
  dy += dy_offset;
  dp += dp_offset;
  dhidden += dhidden_offset;
  previous += previous_offset;
  initial += initial_offset + (size_t)n * STATES * units;
  dlast += dlast_offset + (size_t)n * STATES * units;
  dinitial += dinitial_offset + (size_t)n * STATES * units;
  if (end >= times) {
    CONCORD_ALONG(e, STATES * units) dinitial[e] = has_dlast ? dlast[e] : 0.0f;
    FILL(dp + ((size_t)n * times + length) * rows, (times - length) * rows);
#if CELL == 3
    FILL(dhidden + ((size_t)n * times + length) * rows, (times - length) * rows);
#endif
    FILL(previous + ((size_t)n * times + length) * units, (times - length) * units);
    barrier(CLK_GLOBAL_MEM_FENCE);
  }
  for (uint step = min(end, length); step-- > first;) {
    const size_t place = concord_sequence_place(n, times, length, step, reversed);
    const size_t before = step > 0u ? concord_sequence_place(n, times, length, step - 1u, reversed) : 0;
    CONCORD_ALONG(j, units) {
      float now[SAVED + 1u], slopes[GATES], hidden[GATES];
      for (uint k = 0; k < SAVED; ++k) now[k] = saved[(place * SAVED + k) * units + j];
      const float dh = has_dy ? dinitial[j] + dy[place * units + j] : dinitial[j];
      const float h = step > 0u ? y[before * units + j] : has_initial ? initial[j] : 0.0f;
      float c = 0.0f, dc = 0.0f;
      if (STATES > 1u) {
        c = step > 0u ? saved[(before * SAVED + 4u) * units + j] : has_initial ? initial[units + j] : 0.0f;
        dc = dinitial[units + j];
      }
      concord_recurrent_slopes(dh, y[place * units + j], now, h, c, &dc, slopes, hidden);
      for (uint g = 0; g < GATES; ++g) {
        dp[place * rows + g * units + j] = slopes[g];
        if (CELL == 3) dhidden[place * rows + g * units + j] = hidden[g];
      }
      previous[place * units + j] = h;
      if (STATES > 1u) dinitial[units + j] = dc;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    const global float *dz = (CELL == 3 ? dhidden : dp) + place * rows;
    CONCORD_ALONG(j, units) {
      float sum = 0.0f;
      for (uint g = 0; g < rows; ++g) sum = fma(dz[g], w[(size_t)g * units + j], sum);
#if CELL == 3
      const float dh = has_dy ? dinitial[j] + dy[place * units + j] : dinitial[j];
      sum = fma(dh, saved[(place * SAVED + 1u) * units + j], sum);
#endif
      dinitial[j] = sum;
    }
  }
}

#else

#define COLUMNS (VECTORS * WIDTH)
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(float, WIDTH)
#define LOAD JOIN(vload, WIDTH)
#define STORE JOIN(vstore, WIDTH)
#define UNROLLED __attribute__((opencl_unroll_hint))

// Columns of a matrix of `depth` rows in panels of COLUMNS, +0 beyond the last: a work-item for each row of a panel.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_recurrence_pack(
    const global float *w, ulong w_offset, global float *packed, ulong packed_offset, uint depth, uint columns,
    uint row_step, uint column_step) {
  const uint row = (uint)get_global_id(0) % depth, first = (uint)get_global_id(0) / depth * COLUMNS;
  w += w_offset + (size_t)row * row_step;
  packed += packed_offset + (size_t)get_global_id(0) * COLUMNS;
  for (uint c = 0; c < COLUMNS; ++c)
    packed[c] = first + c < columns ? w[(size_t)(first + c) * column_step] : 0.0f;
}

// to[r, j] = the chain of from[r, k] packed[k, j] over k from +0, for `height` rows, a multiple of ROWS, and all panels.
static inline void concord_recurrent_product(
    const global float *restrict from, const global float *restrict packed, global float *restrict to, uint height,
    uint depth, uint panels) {
  const size_t pitch = (size_t)panels * COLUMNS;
  for (uint panel = 0; panel < panels; ++panel, packed += (size_t)depth * COLUMNS)
    for (uint r0 = 0; r0 < height; r0 += ROWS) {
      const global float *lines = from + (size_t)r0 * depth;
      VECTOR sums[ROWS][VECTORS];
      UNROLLED for (uint r = 0; r < ROWS; ++r)
        UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[r][v] = (VECTOR)(0.0f);
      for (size_t k = 0; k < depth; ++k) {
        VECTOR line[VECTORS];
        UNROLLED for (uint v = 0; v < VECTORS; ++v) line[v] = LOAD(v, packed + k * COLUMNS);
        UNROLLED for (uint r = 0; r < ROWS; ++r) {
          const VECTOR factor = (VECTOR)(lines[r * depth + k]);
          UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[r][v] = fma(factor, line[v], sums[r][v]);
        }
      }
      UNROLLED for (uint r = 0; r < ROWS; ++r)
        UNROLLED for (uint v = 0; v < VECTORS; ++v) STORE(sums[r][v], v, to + (r0 + r) * pitch + (size_t)panel * COLUMNS);
    }
}

static inline void concord_fill(global float *to, size_t count) {
  for (size_t e = 0; e < count; ++e) to[e] = 0.0f;
}

static inline void concord_copy(const global float *from, global float *to, uint count) {
  for (uint e = 0; e < count; ++e) to[e] = from[e];
}

// A work-item takes `block` samples, a multiple of ROWS, from step `first` up to `end`. `scratch` has, for each, their states and what
// follows from them.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_recurrence_blocks(
    const global float *p, ulong p_offset, const global float *packed, ulong packed_offset, const global float *bias,
    ulong bias_offset, const global int *lengths, ulong lengths_offset, const global float *initial, ulong initial_offset,
    global float *y, ulong y_offset, global float *last, ulong last_offset, global float *saved, ulong saved_offset,
    global float *scratch, ulong scratch_offset, uint samples, uint times, uint units, uint reversed, uint has_bias,
    uint has_lengths, uint has_initial, uint first, uint end, uint block) {
  const uint rows = GATES * units, panels = (rows + COLUMNS - 1u) / COLUMNS, pitch = panels * COLUMNS;
  const uint n0 = (uint)get_global_id(0) * block, height = min(block, samples - n0);
  p += p_offset;
  packed += packed_offset;
  bias += bias_offset;
  lengths += lengths_offset;
  initial += initial_offset;
  y += y_offset;
  last += last_offset;
  saved += saved_offset;
  global float *states = scratch + scratch_offset + (size_t)get_global_id(0) * block * (units + pitch);
  global float *sums = states + (size_t)block * units;
  uint longest = 0u;
  for (uint n = n0; n < n0 + height; ++n) {
    const uint length = concord_sequence_length(lengths, has_lengths, n, times);
    longest = max(longest, length);
    if (first > 0u) continue;
    for (uint e = 0; e < STATES * units; ++e)
      last[(size_t)n * STATES * units + e] = has_initial ? initial[(size_t)n * STATES * units + e] : 0.0f;
    concord_fill(y + ((size_t)n * times + length) * units, (size_t)(times - length) * units);
    if (SAVED > 0u)
      concord_fill(saved + ((size_t)n * times + length) * SAVED * units, (size_t)(times - length) * SAVED * units);
  }
  concord_fill(states, (size_t)block * units);

  for (uint step = first; step < min(end, longest); ++step) {
    for (uint r = 0; r < height; ++r) {
      const uint length = concord_sequence_length(lengths, has_lengths, n0 + r, times);
      if (step >= length) continue;
      const size_t before = step > 0u ? concord_sequence_place(n0 + r, times, length, step - 1u, reversed) : 0;
      concord_copy(step > 0u ? y + before * units : last + (size_t)(n0 + r) * STATES * units, states + (size_t)r * units, units);
    }
    concord_recurrent_product(states, packed, sums, (height + ROWS - 1u) / ROWS * ROWS, units, panels);
    for (uint r = 0; r < height; ++r) {
      const uint length = concord_sequence_length(lengths, has_lengths, n0 + r, times);
      if (step >= length) continue;
      const size_t place = concord_sequence_place(n0 + r, times, length, step, reversed);
      const size_t before = step > 0u ? concord_sequence_place(n0 + r, times, length, step - 1u, reversed) : 0;
      const global float *z = sums + (size_t)r * pitch;
      const global float *cells = step > 0u ? saved + (before * SAVED + 4u) * units : last + ((size_t)(n0 + r) * STATES + 1u) * units;
      // As in activation.cl: loops over at most 16 elements, of which compilers make vectors.
      for (uint j0 = 0; j0 < units; j0 += 16u) {
        const uint size = min(16u, units - j0);
        float h[16], kept[SAVED + 1u][16];
        for (uint i = 0; i < size; ++i) {
          const uint j = j0 + i;
          float sum[GATES], now[SAVED + 1u];
          UNROLLED for (uint g = 0; g < GATES; ++g) {
            sum[g] = z[g * units + j];
            if (has_bias) sum[g] = sum[g] + bias[g * units + j];
          }
          const float c = STATES > 1u ? cells[j] : 0.0f;
          h[i] = concord_recurrent_unit(sum, p + place * rows, units, j, states[(size_t)r * units + j], c, now);
          UNROLLED for (uint k = 0; k < SAVED; ++k) kept[k][i] = now[k];
        }
        for (uint i = 0; i < size; ++i) y[place * units + j0 + i] = h[i];
        UNROLLED for (uint k = 0; k < SAVED; ++k)
          for (uint i = 0; i < size; ++i) saved[(place * SAVED + k) * units + j0 + i] = kept[k][i];
      }
    }
  }

  if (end < times) return;
  for (uint n = n0; n < n0 + height; ++n) {
    const uint length = concord_sequence_length(lengths, has_lengths, n, times);
    if (length == 0u) continue;
    const size_t place = concord_sequence_place(n, times, length, length - 1u, reversed);
    concord_copy(y + place * units, last + (size_t)n * STATES * units, units);
    if (STATES > 1u) concord_copy(saved + (place * SAVED + 4u) * units, last + ((size_t)n * STATES + 1u) * units, units);
  }
}

// The same from step `end` - 1 down to `first`. `scratch` has, for each sample, the slopes and what follows from them.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_recurrence_gradient_blocks(
    const global float *packed, ulong packed_offset, const global float *y, ulong y_offset, const global float *saved,
    ulong saved_offset, const global int *lengths, ulong lengths_offset, const global float *initial, ulong initial_offset,
    const global float *dy, ulong dy_offset, const global float *dlast, ulong dlast_offset, global float *dp,
    ulong dp_offset, global float *dhidden, ulong dhidden_offset, global float *previous, ulong previous_offset,
    global float *dinitial, ulong dinitial_offset, global float *scratch, ulong scratch_offset, uint samples, uint times,
    uint units, uint reversed, uint has_lengths, uint has_initial, uint has_dy, uint has_dlast, uint first, uint end,
    uint block) {
  const uint rows = GATES * units, panels = (units + COLUMNS - 1u) / COLUMNS, pitch = panels * COLUMNS;
  const uint n0 = (uint)get_global_id(0) * block, height = min(block, samples - n0);
  packed += packed_offset;
  y += y_offset;
  saved += saved_offset;
  lengths += lengths_offset;
  initial += initial_offset;
  dy += dy_offset;
  dlast += dlast_offset;
  dp += dp_offset;
  dhidden += dhidden_offset;
  previous += previous_offset;
  dinitial += dinitial_offset;
  global float *slopes = scratch + scratch_offset + (size_t)get_global_id(0) * block * (rows + pitch);
  global float *sums = slopes + (size_t)block * rows;
  uint longest = 0u;
  for (uint n = n0; n < n0 + height; ++n) {
    const uint length = concord_sequence_length(lengths, has_lengths, n, times);
    longest = max(longest, length);
    if (end < times) continue;
    for (uint e = 0; e < STATES * units; ++e)
      dinitial[(size_t)n * STATES * units + e] = has_dlast ? dlast[(size_t)n * STATES * units + e] : 0.0f;
    const size_t rest = (size_t)n * times + length;
    concord_fill(dp + rest * rows, (size_t)(times - length) * rows);
    if (CELL == 3) concord_fill(dhidden + rest * rows, (size_t)(times - length) * rows);
    concord_fill(previous + rest * units, (size_t)(times - length) * units);
  }
  concord_fill(slopes, (size_t)block * rows);

  for (uint step = min(end, longest); step-- > first;) {
    for (uint r = 0; r < height; ++r) {
      const uint length = concord_sequence_length(lengths, has_lengths, n0 + r, times);
      if (step >= length) continue;
      const size_t place = concord_sequence_place(n0 + r, times, length, step, reversed);
      const size_t before = step > 0u ? concord_sequence_place(n0 + r, times, length, step - 1u, reversed) : 0;
      const size_t states = (size_t)(n0 + r) * STATES * units;
      const bool from_start = step == 0u, from_zero = from_start && !has_initial;
      const global float *hs = from_start ? initial + states : y + before * units;
      const global float *cells = from_start ? initial + states + units : saved + (before * SAVED + 4u) * units;
      for (uint j0 = 0; j0 < units; j0 += 16u) {
        const uint size = min(16u, units - j0);
        float kept[2u * GATES][16], states_before[16], carried[16];
        for (uint i = 0; i < size; ++i) {
          states_before[i] = 0.0f;
          carried[i] = 0.0f;
        }
        if (!from_zero)
          for (uint i = 0; i < size; ++i) states_before[i] = hs[j0 + i];
        if (STATES > 1u && !from_zero)
          for (uint i = 0; i < size; ++i) carried[i] = cells[j0 + i];
        for (uint i = 0; i < size; ++i) {
          const uint j = j0 + i;
          float now[SAVED + 1u], change[GATES], hidden[GATES];
          UNROLLED for (uint k = 0; k < SAVED; ++k) now[k] = saved[(place * SAVED + k) * units + j];
          float dh = dinitial[states + j];
          if (has_dy) dh = dh + dy[place * units + j];
          float dc = STATES > 1u ? dinitial[states + units + j] : 0.0f;
          concord_recurrent_slopes(dh, y[place * units + j], now, states_before[i], carried[i], &dc, change, hidden);
          UNROLLED for (uint g = 0; g < GATES; ++g) {
            kept[g][i] = change[g];
            kept[GATES + g][i] = hidden[g];
          }
          carried[i] = dc;
        }
        UNROLLED for (uint g = 0; g < GATES; ++g)
          for (uint i = 0; i < size; ++i) {
            dp[place * rows + g * units + j0 + i] = kept[g][i];
            slopes[(size_t)r * rows + g * units + j0 + i] = kept[GATES + g][i];
            if (CELL == 3) dhidden[place * rows + g * units + j0 + i] = kept[GATES + g][i];
          }
        for (uint i = 0; i < size; ++i) previous[place * units + j0 + i] = states_before[i];
        if (STATES > 1u)
          for (uint i = 0; i < size; ++i) dinitial[states + units + j0 + i] = carried[i];
      }
    }
    concord_recurrent_product(slopes, packed, sums, (height + ROWS - 1u) / ROWS * ROWS, rows, panels);
    for (uint r = 0; r < height; ++r) {
      const uint length = concord_sequence_length(lengths, has_lengths, n0 + r, times);
      if (step >= length) continue;
      const size_t place = concord_sequence_place(n0 + r, times, length, step, reversed);
      const size_t states = (size_t)(n0 + r) * STATES * units;
      for (uint j = 0; j < units; ++j) {
        float sum = sums[(size_t)r * pitch + j];
#if CELL == 3
        float dh = dinitial[states + j];
        if (has_dy) dh = dh + dy[place * units + j];
        sum = fma(dh, saved[(place * SAVED + 1u) * units + j], sum);
#endif
        dinitial[states + j] = sum;
      }
    }
  }
}

#endif
