// mean_squared_error: for each sample its loss and the scaled gradient of its prediction; share = 2 / columns.
// Meaning: Sources/ConcordReference/Ops/MeanSquaredError.swift.

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_mean_squared_error(
    const global float *restrict prediction, ulong prediction_offset, const global float *restrict target,
    ulong target_offset, global float *restrict loss, ulong loss_offset, global float *restrict gradient,
    ulong gradient_offset, uint columns, float share, float scale) {
  const size_t n = get_global_id(0);
  const global float *x = prediction + prediction_offset + n * columns;
  const global float *t = target + target_offset + n * columns;
  global float *g = gradient + gradient_offset + n * columns;
  for (uint k = 0; k < columns; ++k) {
    const float difference = x[k] - t[k];
    g[k] = difference * difference;
  }
  loss[loss_offset + n] = concord_divide(concord_row_sum(g, columns), (float)columns);
  for (uint k = 0; k < columns; ++k) g[k] = ((x[k] - t[k]) * share) * scale;
}
