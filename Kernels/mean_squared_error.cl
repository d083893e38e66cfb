// mean_squared_error: for each sample its loss and the scaled gradient of its prediction; share = 2 / columns.
// Meaning: Sources/ConcordReference/Ops/MeanSquaredError.swift.

CONCORD_ROWS(1) void concord_mean_squared_error(
    const global float *restrict prediction, ulong prediction_offset, const global float *restrict target,
    ulong target_offset, global float *restrict loss, ulong loss_offset, global float *restrict gradient,
    ulong gradient_offset, uint columns, float share, float scale) {
  CONCORD_LANES;
  const size_t n = CONCORD_ROW;
  const global float *x = prediction + prediction_offset + n * columns;
  const global float *t = target + target_offset + n * columns;
  global float *g = gradient + gradient_offset + n * columns;
  CONCORD_ALONG(k, columns) {
    const float difference = x[k] - t[k];
    g[k] = difference * difference;
  }
  const float sum = CONCORD_ROW_SUM(g, columns);
  if (CONCORD_IS_FIRST) loss[loss_offset + n] = concord_divide(sum, (float)columns);
  CONCORD_ALONG(k, columns) g[k] = ((x[k] - t[k]) * share) * scale;
}
