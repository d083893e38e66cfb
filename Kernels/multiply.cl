// multiply: y = a x b, element by element. Meaning: Sources/ConcordReference/Ops/Multiply.swift.
//
// A work-item takes 16 elements, the last one what is left.

kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_multiply(
    const global float *a, ulong a_offset, const global float *b, ulong b_offset, global float *y, ulong y_offset,
    ulong count) {
  const size_t first = get_global_id(0) * 16;
  if (first >= count) return;
  a += a_offset + first;
  b += b_offset + first;
  y += y_offset + first;
  if (count - first >= 16) {
    vstore16(vload16(0, a) * vload16(0, b), 0, y);
  } else {
    for (uint i = 0; i < count - first; ++i) y[i] = a[i] * b[i];
  }
}
