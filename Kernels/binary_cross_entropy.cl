// binary_cross_entropy: for each sample its loss and the scaled gradient of its logits; share = 1 / columns.
// Meaning: Sources/ConcordReference/Ops/BinaryCrossEntropy.swift.

CONCORD_ROWS(1) void concord_binary_cross_entropy(
    const global float *restrict logits, ulong logits_offset, const global float *restrict target, ulong target_offset,
    global float *restrict loss, ulong loss_offset, global float *restrict gradient, ulong gradient_offset, uint columns,
    float share, float scale) {
  CONCORD_LANES;
  const size_t n = CONCORD_ROW;
  const global float *x = logits + logits_offset + n * columns;
  const global float *t = target + target_offset + n * columns;
  global float *g = gradient + gradient_offset + n * columns;
  CONCORD_ALONG(k, columns)
    g[k] = fma(-x[k], t[k], x[k] <= 0.0f ? 0.0f : x[k]) + concord_log1p(concord_exp(-fabs(x[k])));
  const float sum = CONCORD_ROW_SUM(g, columns);
  if (CONCORD_IS_FIRST) loss[loss_offset + n] = concord_divide(sum, (float)columns);
  CONCORD_ALONG(k, columns) g[k] = ((concord_sigmoid(x[k]) - t[k]) * share) * scale;
}
