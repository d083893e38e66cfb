// conv2d_weight_gradient: dw = dw + s[n] for n ascending, each s[n] one ascending fma chain over the positions of a sample.
// Meaning: Sources/ConcordReference/Ops/Conv2DWeightGradient.swift.
//
// One work-item owns ROWS taps (channel of x, row, column of the filter) of up to COLUMNS outputs: they stay in
// ROWS x VECTORS vector registers while the positions ascend. x has zeros where the convolution is padded. dy is first laid out
// so that COLUMNS outputs lie side by side.
//
// ROWS, COLUMNS           the tile
// VECTORS, WIDTH          of COLUMNS; ROWS x VECTORS + VECTORS + 1 vectors of WIDTH floats must fit into the registers

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(float, WIDTH)
#define LOAD JOIN(vload, WIDTH)
#define STORE JOIN(vstore, WIDTH)
#define UNROLLED __attribute__((opencl_unroll_hint))

// What the code below takes for granted.
#if COLUMNS != VECTORS * WIDTH || COLUMNS % 8
#error a tile that this kernel cannot serve
#endif

// Eight rows of eight become columns: three times each vector of the first half is mixed with its partner of the second.
static inline void concord_transpose(float8 *rows) {
  UNROLLED for (uint round = 0; round < 3; ++round) {
    float8 mixed[8];
    UNROLLED for (uint i = 0; i < 4; ++i) {
      mixed[2 * i].even = rows[i].lo;
      mixed[2 * i].odd = rows[i + 4].lo;
      mixed[2 * i + 1].even = rows[i].hi;
      mixed[2 * i + 1].odd = rows[i + 4].hi;
    }
    UNROLLED for (uint i = 0; i < 8; ++i) rows[i] = mixed[i];
  }
}

// Eight positions of eight outputs from `output` on, of which there are `outputs`, to the first eight of COLUMNS.
static inline void concord_lines(
    const global float *dy, global float *lines, uint output, uint outputs, uint positions, uint count) {
  float8 rows[8];
  UNROLLED for (uint j = 0; j < 8; ++j) {
    const global float *row = dy + (size_t)j * positions;
    rows[j] = (float8)(0.0f);
    if (output + j < outputs) {
      if (count >= 8) {
        rows[j] = vload8(0, row);
      } else {
        float values[8];
        for (uint i = 0; i < 8; ++i) values[i] = i < count ? row[i] : 0.0f;
        rows[j] = vload8(0, values);
      }
    }
  }
  concord_transpose(rows);
  UNROLLED for (uint i = 0; i < 8; ++i)
    if (i < count) vstore8(rows[i], 0, lines + i * COLUMNS);
}

// dy, [sample][group][outputs][positions], as lines [sample][group][block][position][COLUMNS], zero beyond the last output. A
// work-item takes 16 positions.
CONCORD_ITEMS(16) void concord_conv2d_weight_gradient_lines(
    const global float *dy, ulong dy_offset, global float *lines, ulong lines_offset, uint outputs, uint blocks,
    uint positions, uint all_blocks) {
  // Of the blocks of all groups of all samples.
#ifdef CONCORD_GROUP
  const uint runs = (positions + 15u) / 16u;
  const uint first = (uint)get_global_id(0) % runs * 16u;
  const size_t block = (uint)get_global_id(0) / runs;
#else
  const uint first = (uint)get_global_id(0) * 16;
  const size_t block = get_global_id(1);
#endif
  if (first >= positions || block >= all_blocks) return;
  const uint j0 = (uint)(block % blocks) * COLUMNS;
  dy += dy_offset + (block / blocks * outputs + j0) * positions;
  lines += lines_offset + block * positions * COLUMNS;
  for (uint j = 0; j < COLUMNS; j += 8)
    for (uint position = first; position < min(positions, first + 16); position += 8)
      concord_lines(
          dy + (size_t)j * positions + position, lines + (size_t)position * COLUMNS + j, j0 + j, outputs, positions,
          positions - position);
}

#ifndef CONCORD_SOFTWARE_FMA
// The samples from `each` times the work-item's number, `each` of them. Where shares is set, each is 1 and s[n] goes to
// out, [sample][group][block][tap][COLUMNS], or is what is there already after the rows before first_row. Else out is dw, and
// the s[n] fold into it here, from +0 or, where accumulate is set, from what it holds.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_conv2d_weight_gradient(
    const global float *x, ulong x_offset, const global float *lines, ulong lines_offset, global float *out, ulong out_offset,
    uint samples, uint groups, uint blocks, uint outputs, uint taps, uint kernel_height, uint kernel_width, uint dilation,
    uint stride, uint channels, uint height, uint width, uint out_height, uint out_width, uint first_row, uint end_row,
    uint each, uint shares, uint accumulate) {
  const uint first_tap = (uint)get_global_id(0) * ROWS;
  const uint block = (uint)get_global_id(1);
  const uint first_sample = (uint)get_global_id(2) * each;
  const uint end_sample = min(samples, first_sample + each);
  const uint group = block / blocks, j0 = block % blocks * COLUMNS;
  const uint columns = min((uint)COLUMNS, outputs - j0);
  const uint tap_count = min((uint)ROWS, taps - first_tap);
  const size_t plane = (size_t)height * width;

  // Taps beyond the last repeat it and are not stored.
  size_t places[ROWS];
  UNROLLED for (uint r = 0; r < ROWS; ++r) {
    const uint tap = first_tap + min(r, tap_count - 1);
    const uint row = tap / kernel_width % kernel_height, column = tap % kernel_width;
    places[r] = x_offset + (group * channels + tap / (kernel_height * kernel_width)) * plane +
                (size_t)row * dilation * width + column * dilation;
  }
  global float *share = out + out_offset + (((size_t)first_sample * groups * blocks + block) * taps + first_tap) * COLUMNS;
  global float *dw = out + out_offset + ((size_t)group * outputs + j0) * taps + first_tap;

  VECTOR totals[ROWS][VECTORS];
  float values[ROWS * COLUMNS] __attribute__((aligned(64)));
  if (!shares) {
    for (uint r = 0; r < ROWS; ++r)
      for (uint j = 0; j < COLUMNS; ++j)
        values[r * COLUMNS + j] = accumulate && r < tap_count && j < columns ? dw[(size_t)j * taps + r] : 0.0f;
    UNROLLED for (uint r = 0; r < ROWS; ++r)
      UNROLLED for (uint v = 0; v < VECTORS; ++v) totals[r][v] = LOAD(v, values + r * COLUMNS);
  }

  for (uint n = first_sample; n < end_sample; ++n) {
    const global float *image = x + (size_t)n * groups * channels * plane;
    const global float *line = lines + lines_offset +
                               (((size_t)n * groups * blocks + block) * out_height + first_row) * out_width * COLUMNS;
    const global float *factors[ROWS];
    VECTOR sums[ROWS][VECTORS];
    UNROLLED for (uint r = 0; r < ROWS; ++r) {
      factors[r] = image + places[r];
      UNROLLED for (uint v = 0; v < VECTORS; ++v) {
        sums[r][v] = (VECTOR)(0.0f);
        if (first_row > 0 && r < tap_count) sums[r][v] = LOAD(v, share + r * COLUMNS);
      }
    }
    for (uint row = first_row; row < end_row; ++row) {
      size_t place = (size_t)row * stride * width;
      for (uint column = 0; column < out_width; ++column) {
        VECTOR part[VECTORS];
        UNROLLED for (uint v = 0; v < VECTORS; ++v) part[v] = LOAD(v, line);
        UNROLLED for (uint r = 0; r < ROWS; ++r) {
          const VECTOR factor = (VECTOR)(factors[r][place]);
          UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[r][v] = fma(factor, part[v], sums[r][v]);
        }
        place += stride;
        line += COLUMNS;
      }
    }
    UNROLLED for (uint r = 0; r < ROWS; ++r)
      UNROLLED for (uint v = 0; v < VECTORS; ++v) {
        if (shares && r < tap_count) STORE(sums[r][v], v, share + r * COLUMNS);
        if (!shares) totals[r][v] = totals[r][v] + sums[r][v];
      }
  }

  if (!shares) {
    UNROLLED for (uint r = 0; r < ROWS; ++r)
      UNROLLED for (uint v = 0; v < VECTORS; ++v) STORE(totals[r][v], v, values + r * COLUMNS);
    for (uint j = 0; j < columns; ++j)
      for (uint r = 0; r < tap_count; ++r) dw[(size_t)j * taps + r] = values[r * COLUMNS + j];
  }
}
#else

// Where the device's fma is not exact: a work-item takes one tap of one output and one sample, with the device's own fma while it can
// be checked, and otherwise again in integers (matmul_checked.cl says why). shares is set and each is 1.
kernel void concord_conv2d_weight_gradient(
    const global float *x, ulong x_offset, const global float *lines, ulong lines_offset, global float *out, ulong out_offset,
    uint samples, uint groups, uint blocks, uint outputs, uint taps, uint kernel_height, uint kernel_width, uint dilation,
    uint stride, uint channels, uint height, uint width, uint out_height, uint out_width, uint first_row, uint end_row,
    uint each, uint shares, uint accumulate) {
  const uint tap = (uint)get_global_id(0);
  const uint output = (uint)get_global_id(1);
  const uint n = (uint)get_global_id(2);
  if (tap >= taps || output >= groups * outputs) return;
  const uint group = output / outputs, j = output % outputs;
  const size_t block = ((size_t)n * groups + group) * blocks + j / COLUMNS;
  const uint row = tap / kernel_width % kernel_height, column = tap % kernel_width;
  const uint channel = tap / (kernel_height * kernel_width);
  const global float *factor = x + x_offset + (((size_t)n * groups + group) * channels + channel) * height * width +
                               (size_t)row * dilation * width + column * dilation;
  const global float *line = lines + lines_offset + block * out_height * out_width * COLUMNS + j % COLUMNS;
  global float *share = out + out_offset + (block * taps + tap) * COLUMNS + j % COLUMNS;
  const float start = first_row > 0 ? *share : 0.0f;

  bool exact = true;
  float sum = start;
  for (uint y = first_row; y < end_row; ++y)
    for (uint across = 0; across < out_width; ++across)
      sum = concord_checked_fma(factor[((size_t)y * width + across) * stride],
                            line[((size_t)y * out_width + across) * COLUMNS], sum, &exact);
  if (!exact) sum = start;
  const uint again = exact ? first_row : end_row;
  for (uint y = first_row; y < again; ++y)
    for (uint across = 0; across < out_width; ++across)
      sum = concord_software_fma(factor[((size_t)y * width + across) * stride],
                            line[((size_t)y * out_width + across) * COLUMNS], sum);
  *share = sum;
}
#endif

// Folds the shares of the samples from first_sample up to end_sample into dw. A work-item takes one tap of COLUMNS outputs.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_conv2d_weight_gradient_fold(
    const global float *shares, ulong shares_offset, global float *dw, ulong dw_offset, uint groups, uint blocks, uint outputs,
    uint taps, uint first_sample, uint end_sample, uint accumulate) {
  const uint tap = (uint)get_global_id(0);
  const uint block = (uint)get_global_id(1);
  const uint group = block / blocks, j0 = block % blocks * COLUMNS;
  const uint columns = min((uint)COLUMNS, outputs - j0);
  dw += dw_offset + ((size_t)group * outputs + j0) * taps + tap;
  shares += shares_offset + ((size_t)block * taps + tap) * COLUMNS;
  float values[COLUMNS] __attribute__((aligned(64)));
  for (uint j = 0; j < COLUMNS; ++j) values[j] = accumulate && j < columns ? dw[(size_t)j * taps] : 0.0f;
  UNROLLED for (uint v = 0; v < VECTORS; ++v) {
    VECTOR total = LOAD(v, values);
    for (uint n = first_sample; n < end_sample; ++n)
      total = total + LOAD(v, shares + (size_t)n * groups * blocks * taps * COLUMNS);
    STORE(total, v, values);
  }
  for (uint j = 0; j < columns; ++j) dw[(size_t)j * taps] = values[j];
}
