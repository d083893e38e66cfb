// sgd: one update of p, element by element. Meaning: Sources/ConcordReference/Ops/SGD.swift.
//
// A work-item takes 16 elements, the last one what is left; on GPUs one.

CONCORD_ELEMENTS void concord_sgd(
    global float *p, ulong p_offset, const global float *g, ulong g_offset, ulong count, float weight_decay, float rate) {
  const size_t first = get_global_id(0) * CONCORD_EACH;
  if (first >= count) return;
  p += p_offset + first;
  g += g_offset + first;
  if (CONCORD_EACH == 16u && count - first >= 16) {
    const float16 parameter = vload16(0, p);
    float16 gradient = vload16(0, g);
    if (weight_decay != 0.0f) gradient = fma((float16)(weight_decay), parameter, gradient);
    vstore16(fma((float16)(-rate), gradient, parameter), 0, p);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(count - first); ++i)
      p[i] = fma(-rate, weight_decay == 0.0f ? g[i] : fma(weight_decay, p[i], g[i]), p[i]);
  }
}
