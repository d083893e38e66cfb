// absolute_error: for each sample its loss and the scaled gradient of its prediction; share = 1 / columns.
// Meaning: Sources/ConcordReference/Ops/AbsoluteError.swift.

static inline float concord_distance(float d, float delta) {
  const float h = fabs(d);
  if (delta == 0.0f) return h;
  return h <= delta ? (0.5f * d) * d : delta * (h - 0.5f * delta);
}

static inline float concord_distance_slope(float d, float delta) {
  const float limit = delta == 0.0f ? 1.0f : delta;
  return d > delta ? limit : d < -delta ? -limit : d;
}

CONCORD_ROWS(1) void concord_absolute_error(
    const global float *restrict prediction, ulong prediction_offset, const global float *restrict target,
    ulong target_offset, global float *restrict loss, ulong loss_offset, global float *restrict gradient,
    ulong gradient_offset, uint columns, float delta, float share, float scale) {
  CONCORD_LANES;
  const size_t n = CONCORD_ROW;
  const global float *x = prediction + prediction_offset + n * columns;
  const global float *t = target + target_offset + n * columns;
  global float *g = gradient + gradient_offset + n * columns;
  CONCORD_ALONG(k, columns) g[k] = concord_distance(x[k] - t[k], delta);
  const float sum = CONCORD_ROW_SUM(g, columns);
  if (CONCORD_IS_FIRST) loss[loss_offset + n] = concord_divide(sum, (float)columns);
  CONCORD_ALONG(k, columns) g[k] = (concord_distance_slope(x[k] - t[k], delta) * share) * scale;
}
