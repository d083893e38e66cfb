// batch_norm: y = (x - mean) inverse_std gamma + beta, channel by channel. Meaning: Sources/ConcordReference/Ops/BatchNorm.swift.
//
// A work-item for each plane, on GPUs a group of them; one for each channel where the planes' sums are folded.

// The sum of s[n, c] over n, from +0.
static inline float concord_batch_norm_fold(const global float *s, uint samples, uint channels, uint c) {
  float sum = 0.0f;
  for (uint n = 0; n < samples; ++n) sum = sum + s[(size_t)n * channels + c];
  return sum;
}

// `planes` is samples x channels.
CONCORD_ROWS(16) void concord_batch_norm_sums(
    const global float *x, ulong x_offset, global float *s, ulong s_offset, uint planes, uint positions) {
  CONCORD_PLANE_LANES;
  const uint plane = (uint)CONCORD_ROW;
  if (plane >= planes) return;
  const float sum = CONCORD_PLANE_SUM(x + x_offset + (size_t)plane * positions, positions);
  if (CONCORD_IS_FIRST) s[s_offset + plane] = sum;
}

CONCORD_ITEMS(1) void concord_batch_norm_mean(
    const global float *s, ulong s_offset, global float *mean, ulong mean_offset, uint samples, uint channels,
    uint positions) {
  const uint c = (uint)get_global_id(0);
  if (c >= channels) return;
  const float sum = concord_batch_norm_fold(s + s_offset, samples, channels, c);
  mean[mean_offset + c] = concord_divide(sum, (float)(samples * positions));
}

CONCORD_ROWS(16) void concord_batch_norm_squares(
    const global float *x, ulong x_offset, const global float *mean, ulong mean_offset, global float *s, ulong s_offset,
    uint planes, uint channels, uint positions) {
  CONCORD_PLANE_LANES;
  const uint plane = (uint)CONCORD_ROW;
  if (plane >= planes) return;
  const float squares =
      CONCORD_PLANE_SQUARES(x + x_offset + (size_t)plane * positions, mean[mean_offset + plane % channels], positions);
  if (CONCORD_IS_FIRST) s[s_offset + plane] = squares;
}

CONCORD_ITEMS(1) void concord_batch_norm_variance(
    const global float *s, ulong s_offset, const global float *mean, ulong mean_offset, global float *inverse_std,
    ulong inverse_std_offset, global float *running_mean, ulong running_mean_offset, global float *running_variance,
    ulong running_variance_offset, uint samples, uint channels, uint positions, float epsilon, float momentum,
    float momentum_complement) {
  const uint c = (uint)get_global_id(0);
  if (c >= channels) return;
  const uint count = samples * positions;
  const float squares = concord_batch_norm_fold(s + s_offset, samples, channels, c);
  const float variance = concord_divide(squares, (float)count);
  const float unbiased = concord_divide(squares, (float)(count > 1u ? count - 1u : 1u));
  inverse_std[inverse_std_offset + c] = concord_divide(1.0f, concord_sqrt(variance + epsilon));
  running_mean += running_mean_offset + c;
  running_variance += running_variance_offset + c;
  *running_mean = fma(momentum, mean[mean_offset + c], momentum_complement * *running_mean);
  *running_variance = fma(momentum, unbiased, momentum_complement * *running_variance);
}

CONCORD_ROWS(16) void concord_batch_norm_apply(
    const global float *x, ulong x_offset, const global float *gamma, ulong gamma_offset, const global float *beta,
    ulong beta_offset, const global float *mean, ulong mean_offset, const global float *inverse_std,
    ulong inverse_std_offset, global float *y, ulong y_offset, uint planes, uint channels, uint positions) {
  const uint plane = (uint)CONCORD_ROW;
  if (plane >= planes) return;
  const uint c = plane % channels;
  const size_t first = (size_t)plane * positions;
  const float scale = inverse_std[inverse_std_offset + c] * gamma[gamma_offset + c];
  concord_plane_scaled(x + x_offset + first, y + y_offset + first, mean[mean_offset + c], scale, beta[beta_offset + c],
                       positions);
}
