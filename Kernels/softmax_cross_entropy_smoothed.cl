// softmax_cross_entropy with label smoothing. Meaning: Sources/ConcordReference/Ops/SoftmaxCrossEntropy.swift.

// complement is 1 - epsilon, at_label and elsewhere are the targets.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_softmax_cross_entropy_smoothed(
    const global float *restrict logits, ulong logits_offset, const global int *restrict labels, ulong labels_offset,
    global float *restrict loss, ulong loss_offset, global float *restrict gradient, ulong gradient_offset, uint classes,
    float complement, float at_label, float elsewhere, float scale) {
  const size_t n = get_global_id(0);
  const global float *x = logits + logits_offset + n * classes;
  global float *g = gradient + gradient_offset + n * classes;
  const int label = labels[labels_offset + n];
  if (label < 0 || (uint)label >= classes) {
    loss[loss_offset + n] = CONCORD_NAN;
    for (uint k = 0; k < classes; ++k) g[k] = CONCORD_NAN;
    return;
  }
  const float largest = concord_row_maximum(x, classes);
  for (uint k = 0; k < classes; ++k) g[k] = largest - x[k];
  const float distances = concord_row_sum(g, classes);
  for (uint k = 0; k < classes; ++k) g[k] = concord_exp(x[k] - largest);
  const float sum = concord_row_sum(g, classes);
  loss[loss_offset + n] = concord_log(sum) + fma(elsewhere, distances, complement * (largest - x[label]));
  for (uint k = 0; k < classes; ++k)
    g[k] = (concord_divide(g[k], sum) - (k == (uint)label ? at_label : elsewhere)) * scale;
}
