// permute: elements move to other places. Meaning: Sources/ConcordReference/Ops/PermuteOperation.swift.
//
// The last axis of y is a row's; `sizes` has those before it, the innermost first, and x_steps and y_steps how far apart neighbours along
// them lie. Along a row they lie `x_step` and `y_step` apart.

// A work-item takes 16 columns of a row, on GPUs one.
CONCORD_COLUMNS void concord_permute(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint columns, uint8 sizes,
    uint8 x_steps, uint8 y_steps, uint count, uint x_step, uint y_step) {
  CONCORD_COLUMN_OF(row, column, columns);
  if (row >= rows) return;
  size_t x_place = (size_t)column * x_step, y_place = (size_t)column * y_step;
  uint rest = row;
  for (uint n = 0; n < count; ++n) {
    const uint at = rest % sizes.s0;
    rest /= sizes.s0;
    x_place += (size_t)at * x_steps.s0;
    y_place += (size_t)at * y_steps.s0;
    // The next axis comes to the first place: arrays with a running index would lie in memory.
    sizes = sizes.s12345670;
    x_steps = x_steps.s12345670;
    y_steps = y_steps.s12345670;
  }
  x += x_offset + x_place;
  y += y_offset + y_place;
  const uint left = columns - column;
  if (CONCORD_EACH == 16u && left >= 16u && x_step == 1u && y_step == 1u) {
    vstore16(vload16(0, x), 0, y);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(min(left, 16u)); ++i) y[(size_t)i * y_step] = x[(size_t)i * x_step];
  }
}
