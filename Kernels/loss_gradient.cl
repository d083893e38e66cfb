// loss_gradient: the scale, for each sample. Meaning: Sources/ConcordReference/Ops/LossGradient.swift.

CONCORD_SINGLE void concord_loss_gradient(global float *gradient, ulong gradient_offset, ulong count, float scale) {
  const size_t n = get_global_id(0);
  if (n < count) gradient[gradient_offset + n] = scale;
}
