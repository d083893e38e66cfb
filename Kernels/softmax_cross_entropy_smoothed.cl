// softmax_cross_entropy with label smoothing. Meaning: Sources/ConcordReference/Ops/SoftmaxCrossEntropy.swift.

// complement is 1 - epsilon, at_label and elsewhere are the targets.
CONCORD_ROWS(1) void concord_softmax_cross_entropy_smoothed(
    const global float *restrict logits, ulong logits_offset, const global int *restrict labels, ulong labels_offset,
    global float *restrict loss, ulong loss_offset, global float *restrict gradient, ulong gradient_offset, uint classes,
    float complement, float at_label, float elsewhere, float scale) {
  CONCORD_LANES;
  const size_t n = CONCORD_ROW;
  const global float *x = logits + logits_offset + n * classes;
  global float *g = gradient + gradient_offset + n * classes;
  const int label = labels[labels_offset + n];
  if (label < 0 || (uint)label >= classes) {
    if (CONCORD_IS_FIRST) loss[loss_offset + n] = CONCORD_NAN;
    CONCORD_ALONG(k, classes) g[k] = CONCORD_NAN;
    return;
  }
  const float largest = CONCORD_ROW_MAXIMUM(x, classes);
  CONCORD_ALONG(k, classes) g[k] = largest - x[k];
  const float distances = CONCORD_ROW_SUM(g, classes);
  CONCORD_ALONG(k, classes) g[k] = concord_exp(x[k] - largest);
  const float sum = CONCORD_ROW_SUM(g, classes);
  if (CONCORD_IS_FIRST) loss[loss_offset + n] = concord_log(sum) + fma(elsewhere, distances, complement * (largest - x[label]));
  CONCORD_ALONG(k, classes)
    g[k] = (concord_divide(g[k], sum) - (k == (uint)label ? at_label : elsewhere)) * scale;
}
