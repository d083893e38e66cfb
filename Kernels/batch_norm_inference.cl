// batch_norm_inference: y = (x - running_mean) gamma / sqrt(running_variance + epsilon) + beta.
// Meaning: Sources/ConcordReference/Ops/BatchNormInference.swift.

// A plane for each work-item: `planes` is samples x channels.
CONCORD_ROWS(16) void concord_batch_norm_inference(
    const global float *x, ulong x_offset, const global float *gamma, ulong gamma_offset, const global float *beta,
    ulong beta_offset, const global float *running_mean, ulong running_mean_offset, const global float *running_variance,
    ulong running_variance_offset, global float *y, ulong y_offset, uint planes, uint channels, uint positions,
    float epsilon) {
  const uint plane = (uint)CONCORD_ROW;
  if (plane >= planes) return;
  const uint c = plane % channels;
  const size_t first = (size_t)plane * positions;
  const float inverse = concord_divide(1.0f, concord_sqrt(running_variance[running_variance_offset + c] + epsilon));
  concord_plane_scaled(x + x_offset + first, y + y_offset + first, running_mean[running_mean_offset + c],
                       inverse * gamma[gamma_offset + c], beta[beta_offset + c], positions);
}
