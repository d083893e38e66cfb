// scale: x = x * factor, element by element. Meaning: Sources/ConcordReference/Ops/Scale.swift.
//
// A work-item takes 16 elements, the last one what is left; on GPUs one. A factor of 1 changes nothing, so that nothing is read.

CONCORD_ELEMENTS void concord_scale(
    global float *x, ulong x_offset, const global float *factor, ulong factor_offset, ulong count) {
  const size_t first = get_global_id(0) * CONCORD_EACH;
  const float by = factor[factor_offset];
  if (first >= count || by == 1.0f) return;
  x += x_offset + first;
  if (CONCORD_EACH == 16u && count - first >= 16) {
    vstore16(vload16(0, x) * by, 0, x);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(count - first); ++i) x[i] = x[i] * by;
  }
}
