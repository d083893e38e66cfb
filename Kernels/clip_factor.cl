// clip_factor: the sum of all squares, and the factor that brings its root below a norm. Meaning:
// Sources/ConcordReference/Ops/ClipFactor.swift.

// A work-item, or a group of them on GPUs, sums the squares of one block of 4,096 elements.
CONCORD_ROWS(1) void concord_block_squares(
    const global float *x, ulong x_offset, global float *sums, ulong sums_offset, uint first_block, uint count) {
  CONCORD_LANES;
  const uint block = (uint)CONCORD_ROW;
  const uint first = block * 4096u;
  const uint size = min(4096u, count - first);
  x += x_offset + first;
#ifdef CONCORD_GROUP
  // Nothing is lost by taking 0 off.
  const float squares = concord_shared_squares(x, 0.0f, size, concord_shared);
#else
  concord_lanes lanes;
  for (uint l = 0; l < 8u; ++l) lanes.lane[l] = (float8)(0.0f);
  for (uint start = 0; start < size; start += 64u) {
    for (uint l = 0; l < 8u; ++l) {
      const float8 value = concord_load8(x, start + 8u * l, size, 0.0f);
      lanes.lane[l] = fma(value, value, lanes.lane[l]);
    }
  }
  const float squares = concord_lanes_sum(&lanes);
#endif
  if (CONCORD_IS_FIRST) sums[sums_offset + first_block + block] = squares;
}

CONCORD_ROWS(1) void concord_clip_factor(
    const global float *sums, ulong sums_offset, global float *factor, ulong factor_offset, uint blocks, float maximum_norm,
    float epsilon) {
  CONCORD_LANES;
  const float norm = concord_sqrt(CONCORD_ROW_SUM(sums + sums_offset, blocks));
  const float quotient = concord_divide(maximum_norm, norm + epsilon);
  if (CONCORD_IS_FIRST) factor[factor_offset] = quotient > 1.0f ? 1.0f : quotient;
}
