// momentum: one update of p and v, element by element. Meaning: Sources/ConcordReference/Ops/Momentum.swift.
//
// A work-item takes 16 elements, the last one what is left; on GPUs one.

CONCORD_ELEMENTS void concord_momentum(
    global float *p, ulong p_offset, const global float *g, ulong g_offset, global float *v, ulong v_offset, ulong count,
    float momentum, uint nesterov, float weight_decay, float rate) {
  const size_t first = get_global_id(0) * CONCORD_EACH;
  if (first >= count) return;
  p += p_offset + first;
  g += g_offset + first;
  v += v_offset + first;
  if (CONCORD_EACH == 16u && count - first >= 16) {
    const float16 parameter = vload16(0, p);
    float16 gradient = vload16(0, g);
    if (weight_decay != 0.0f) gradient = fma((float16)(weight_decay), parameter, gradient);
    const float16 velocity = fma((float16)(momentum), vload16(0, v), gradient);
    vstore16(velocity, 0, v);
    float16 direction = velocity;
    if (nesterov) direction = fma((float16)(momentum), velocity, gradient);
    vstore16(fma((float16)(-rate), direction, parameter), 0, p);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(count - first); ++i) {
      const float gradient = weight_decay == 0.0f ? g[i] : fma(weight_decay, p[i], g[i]);
      const float velocity = fma(momentum, v[i], gradient);
      v[i] = velocity;
      p[i] = fma(-rate, nesterov ? fma(momentum, velocity, gradient) : velocity, p[i]);
    }
  }
}
