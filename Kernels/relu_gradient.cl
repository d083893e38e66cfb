// activation_gradient of the kinds of relu.cl, from y. Meaning: Sources/ConcordReference/Ops/ActivationGradient.swift.
//
// A work-item takes 16 elements, the last one what is left; on GPUs one.

CONCORD_ELEMENTS void concord_activation_gradient_relu(
    const global float *y, ulong y_offset, const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset,
    ulong count) {
  const size_t first = get_global_id(0) * CONCORD_EACH;
  if (first >= count) return;
  y += y_offset + first;
  dy += dy_offset + first;
  dx += dx_offset + first;
  if (CONCORD_EACH == 16u && count - first >= 16) {
    vstore16(select(vload16(0, dy), (float16)(0.0f), vload16(0, y) <= (float16)(0.0f)), 0, dx);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(count - first); ++i) dx[i] = y[i] <= 0.0f ? 0.0f : dy[i];
  }
}

CONCORD_ELEMENTS void concord_activation_gradient_leaky_relu(
    const global float *y, ulong y_offset, const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset,
    ulong count, float slope) {
  const size_t first = get_global_id(0) * CONCORD_EACH;
  if (first >= count) return;
  y += y_offset + first;
  dy += dy_offset + first;
  dx += dx_offset + first;
  if (CONCORD_EACH == 16u && count - first >= 16) {
    const float16 gradient = vload16(0, dy);
    vstore16(select(gradient, gradient * slope, vload16(0, y) <= (float16)(0.0f)), 0, dx);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(count - first); ++i) dx[i] = y[i] <= 0.0f ? dy[i] * slope : dy[i];
  }
}
