// group_norm: y = (x - mean) inverse_std gamma + beta, row by row: a row is a group of `channels` neighbouring planes of a sample.
// Meaning: Sources/ConcordReference/Ops/GroupNorm.swift.

#ifdef CONCORD_GROUP
// A row for each group of work-items. `groups` rows make a sample.
CONCORD_ROWS(1) void concord_group_norm(
    const global float *x, ulong x_offset, const global float *gamma, ulong gamma_offset, const global float *beta,
    ulong beta_offset, global float *y, ulong y_offset, global float *mean, ulong mean_offset, global float *inverse_std,
    ulong inverse_std_offset, uint groups, uint channels, uint positions, float epsilon) {
  CONCORD_PLANE_LANES;
  const uint row = (uint)CONCORD_ROW;
  const uint count = channels * positions;
  x += x_offset + (size_t)row * count;
  y += y_offset + (size_t)row * count;
  gamma += gamma_offset + row % groups * channels;
  beta += beta_offset + row % groups * channels;
  const float m = concord_divide(CONCORD_PLANE_SUM(x, count), (float)count);
  const float variance = concord_divide(CONCORD_PLANE_SQUARES(x, m, count), (float)count);
  const float inverse = concord_divide(1.0f, concord_sqrt(variance + epsilon));
  if (CONCORD_IS_FIRST) {
    mean[mean_offset + row] = m;
    inverse_std[inverse_std_offset + row] = inverse;
  }
  CONCORD_ALONG(i, count) {
    const uint c = i / positions;
    y[i] = fma(x[i] - m, inverse * gamma[c], beta[c]);
  }
}
#else
// A row for each work-item. `groups` rows make a sample.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_group_norm(
    const global float *x, ulong x_offset, const global float *gamma, ulong gamma_offset, const global float *beta,
    ulong beta_offset, global float *y, ulong y_offset, global float *mean, ulong mean_offset, global float *inverse_std,
    ulong inverse_std_offset, uint groups, uint channels, uint positions, float epsilon) {
  const uint row = (uint)get_global_id(0);
  const uint count = channels * positions;
  x += x_offset + (size_t)row * count;
  y += y_offset + (size_t)row * count;
  gamma += gamma_offset + row % groups * channels;
  beta += beta_offset + row % groups * channels;
  const float m = concord_divide(concord_plane_sum(x, count), (float)count);
  const float variance = concord_divide(concord_plane_squares(x, m, count), (float)count);
  const float inverse = concord_divide(1.0f, concord_sqrt(variance + epsilon));
  mean[mean_offset + row] = m;
  inverse_std[inverse_std_offset + row] = inverse;
  if (positions == 1u) {
    for (uint c = 0; c < channels; c += 16u) {
      const uint rest = channels - c;
      const float16 scale = inverse * concord_load16(gamma + c, rest);
      concord_store16(fma(concord_load16(x + c, rest) - m, scale, concord_load16(beta + c, rest)), y + c, rest);
    }
    return;
  }
  for (uint c = 0; c < channels; ++c)
    concord_plane_scaled(x + c * positions, y + c * positions, m, inverse * gamma[c], beta[c], positions);
}
#endif
