// activation, of the kinds that bend at zero: compiled apart from the smooth ones, which take a compiler ten times as long.
// Meaning: Sources/ConcordReference/Ops/Activation.swift.
//
// A work-item takes 16 elements, the last one what is left.

// Not "x > 0 ? x : 0": a NaN must stay.
kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_activation_relu(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count) {
  const size_t first = get_global_id(0) * 16;
  if (first >= count) return;
  x += x_offset + first;
  y += y_offset + first;
  if (count - first >= 16) {
    const float16 value = vload16(0, x);
    vstore16(select(value, (float16)(0.0f), value <= (float16)(0.0f)), 0, y);
  } else {
    for (uint i = 0; i < count - first; ++i) y[i] = x[i] <= 0.0f ? 0.0f : x[i];
  }
}

kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_activation_leaky_relu(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count, float slope) {
  const size_t first = get_global_id(0) * 16;
  if (first >= count) return;
  x += x_offset + first;
  y += y_offset + first;
  if (count - first >= 16) {
    const float16 value = vload16(0, x);
    vstore16(select(value, slope * value, value <= (float16)(0.0f)), 0, y);
  } else {
    for (uint i = 0; i < count - first; ++i) y[i] = x[i] <= 0.0f ? slope * x[i] : x[i];
  }
}
