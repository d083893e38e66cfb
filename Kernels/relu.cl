// activation, of the kinds that bend at zero: compiled apart from the smooth ones, which take a compiler ten times as long.
// Meaning: Sources/ConcordReference/Ops/Activation.swift.
//
// A work-item takes 16 elements, the last one what is left; on GPUs one.

// Not "x > 0 ? x : 0": a NaN must stay.
CONCORD_ELEMENTS void concord_activation_relu(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count) {
  const size_t first = get_global_id(0) * CONCORD_EACH;
  if (first >= count) return;
  x += x_offset + first;
  y += y_offset + first;
  if (CONCORD_EACH == 16u && count - first >= 16) {
    const float16 value = vload16(0, x);
    vstore16(select(value, (float16)(0.0f), value <= (float16)(0.0f)), 0, y);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(count - first); ++i) y[i] = x[i] <= 0.0f ? 0.0f : x[i];
  }
}

CONCORD_ELEMENTS void concord_activation_leaky_relu(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count, float slope) {
  const size_t first = get_global_id(0) * CONCORD_EACH;
  if (first >= count) return;
  x += x_offset + first;
  y += y_offset + first;
  if (CONCORD_EACH == 16u && count - first >= 16) {
    const float16 value = vload16(0, x);
    vstore16(select(value, slope * value, value <= (float16)(0.0f)), 0, y);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(count - first); ++i) y[i] = x[i] <= 0.0f ? slope * x[i] : x[i];
  }
}
