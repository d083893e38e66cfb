// multiply: y = a x b, element by element. Meaning: Sources/ConcordReference/Ops/Multiply.swift.
//
// A work-item takes 16 elements, the last one what is left; on GPUs one.

CONCORD_ELEMENTS void concord_multiply(
    const global float *a, ulong a_offset, const global float *b, ulong b_offset, global float *y, ulong y_offset,
    ulong count) {
  const size_t first = get_global_id(0) * CONCORD_EACH;
  if (first >= count) return;
  a += a_offset + first;
  b += b_offset + first;
  y += y_offset + first;
  if (CONCORD_EACH == 16u && count - first >= 16) {
    vstore16(vload16(0, a) * vload16(0, b), 0, y);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(count - first); ++i) y[i] = a[i] * b[i];
  }
}

// The same where inputs are stretched.
CONCORD_STRETCHED(concord_multiply_stretched, *)
