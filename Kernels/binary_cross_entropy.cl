// binary_cross_entropy: for each sample its loss and the scaled gradient of its logits; share = 1 / columns.
// Meaning: Sources/ConcordReference/Ops/BinaryCrossEntropy.swift.

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_binary_cross_entropy(
    const global float *restrict logits, ulong logits_offset, const global float *restrict target, ulong target_offset,
    global float *restrict loss, ulong loss_offset, global float *restrict gradient, ulong gradient_offset, uint columns,
    float share, float scale) {
  const size_t n = get_global_id(0);
  const global float *x = logits + logits_offset + n * columns;
  const global float *t = target + target_offset + n * columns;
  global float *g = gradient + gradient_offset + n * columns;
  for (uint k = 0; k < columns; ++k)
    g[k] = fma(-x[k], t[k], x[k] <= 0.0f ? 0.0f : x[k]) + concord_log1p(concord_exp(-fabs(x[k])));
  loss[loss_offset + n] = concord_divide(concord_row_sum(g, columns), (float)columns);
  for (uint k = 0; k < columns; ++k) g[k] = ((concord_sigmoid(x[k]) - t[k]) * share) * scale;
}
