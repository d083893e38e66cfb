// adagrad: one update of p and s, element by element. Meaning: Sources/ConcordReference/Ops/Adagrad.swift.

inline void concord_adagrad_element(global float *p, const global float *g, global float *s, size_t i, float epsilon,
                                    float weight_decay, float rate) {
  const float gradient = weight_decay == 0.0f ? g[i] : fma(weight_decay, p[i], g[i]);
  const float sum = fma(gradient, gradient, s[i]);
  s[i] = sum;
  p[i] = p[i] - concord_divide(rate * gradient, concord_sqrt(sum) + epsilon);
}

// An element for each work-item.
CONCORD_SINGLE void concord_adagrad(
    global float *p, ulong p_offset, const global float *g, ulong g_offset, global float *s, ulong s_offset, ulong count,
    float epsilon, float weight_decay, float rate) {
  const size_t i = get_global_id(0);
  if (i >= count) return;
  concord_adagrad_element(p + p_offset, g + g_offset, s + s_offset, i, epsilon, weight_decay, rate);
}

#if defined(CONCORD_BUILTIN_DIVIDE) && defined(CONCORD_BUILTIN_SQRT) && !defined(CONCORD_GROUP)
// 16 elements for each work-item, the last one takes what is left: on processors, which divide whole vectors.
kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_adagrad_vectors(
    global float *p, ulong p_offset, const global float *g, ulong g_offset, global float *s, ulong s_offset, ulong count,
    float epsilon, float weight_decay, float rate) {
  const size_t start = get_global_id(0) * 16;
  if (start >= count) return;
  p += p_offset + start;
  g += g_offset + start;
  s += s_offset + start;
  if (count - start >= 16) {
    const float16 parameter = vload16(0, p);
    float16 gradient = vload16(0, g);
    if (weight_decay != 0.0f) gradient = fma((float16)(weight_decay), parameter, gradient);
    const float16 sum = fma(gradient, gradient, vload16(0, s));
    vstore16(sum, 0, s);
    vstore16(parameter - rate * gradient / (sqrt(sum) + epsilon), 0, p);
  } else {
    for (uint i = 0; i < count - start; ++i) concord_adagrad_element(p, g, s, i, epsilon, weight_decay, rate);
  }
}
#endif
