// batch_norm_gradient: dx, dgamma and dbeta, channel by channel. Meaning: Sources/ConcordReference/Ops/BatchNormGradient.swift.
//
// A work-item for each plane, on GPUs a group of them; one for each channel where the planes' sums are folded.

// Both sums of each plane side by side.
CONCORD_ROWS(16) void concord_batch_norm_gradient_sums(
    const global float *x, ulong x_offset, const global float *mean, ulong mean_offset, const global float *dy,
    ulong dy_offset, global float *s, ulong s_offset, uint planes, uint channels, uint positions) {
  CONCORD_PLANE_LANES;
  const uint plane = (uint)CONCORD_ROW;
  if (plane >= planes) return;
  const size_t first = (size_t)plane * positions;
  const float2 sums = CONCORD_PLANE_PRODUCTS(x + x_offset + first, dy + dy_offset + first,
                                             mean[mean_offset + plane % channels], positions);
  if (CONCORD_IS_FIRST) vstore2(sums, plane, s + s_offset);
}

CONCORD_ITEMS(1) void concord_batch_norm_gradient_fold(
    const global float *s, ulong s_offset, const global float *inverse_std, ulong inverse_std_offset,
    global float *dgamma, ulong dgamma_offset, global float *dbeta, ulong dbeta_offset, uint samples, uint channels) {
  const uint c = (uint)get_global_id(0);
  if (c >= channels) return;
  float2 sums = (float2)(0.0f);
  for (uint n = 0; n < samples; ++n) sums = sums + vload2((size_t)n * channels + c, s + s_offset);
  dgamma[dgamma_offset + c] = sums.y * inverse_std[inverse_std_offset + c];
  dbeta[dbeta_offset + c] = sums.x;
}

CONCORD_ROWS(16) void concord_batch_norm_gradient_apply(
    const global float *x, ulong x_offset, const global float *mean, ulong mean_offset, const global float *inverse_std,
    ulong inverse_std_offset, const global float *gamma, ulong gamma_offset, const global float *dy, ulong dy_offset,
    global float *dx, ulong dx_offset, const global float *dgamma, ulong dgamma_offset, const global float *dbeta,
    ulong dbeta_offset, uint samples, uint channels, uint positions) {
  const uint plane = (uint)CONCORD_ROW;
  if (plane >= samples * channels) return;
  const uint c = plane % channels;
  const size_t first = (size_t)plane * positions;
  const float count = (float)(samples * positions);
  const float inverse = inverse_std[inverse_std_offset + c];
  const float average = concord_divide(dbeta[dbeta_offset + c], count);
  const float slope = concord_divide(dgamma[dgamma_offset + c] * inverse, count);
  concord_plane_gradient(x + x_offset + first, dy + dy_offset + first, dx + dx_offset + first, mean[mean_offset + c], 1.0f,
                         average, slope, inverse * gamma[gamma_offset + c], positions);
}
