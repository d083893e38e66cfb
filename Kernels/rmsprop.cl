// rmsprop: one update of p and v, element by element. Meaning: Sources/ConcordReference/Ops/RMSprop.swift.

inline void concord_rmsprop_element(global float *p, const global float *g, global float *v, size_t i, float alpha,
                                    float alpha_complement, float epsilon, float weight_decay, float rate) {
  const float gradient = weight_decay == 0.0f ? g[i] : fma(weight_decay, p[i], g[i]);
  const float second = fma(alpha, v[i], alpha_complement * gradient * gradient);
  v[i] = second;
  p[i] = p[i] - concord_divide(rate * gradient, concord_sqrt(second) + epsilon);
}

// An element for each work-item.
CONCORD_SINGLE void concord_rmsprop(
    global float *p, ulong p_offset, const global float *g, ulong g_offset, global float *v, ulong v_offset, ulong count,
    float alpha, float alpha_complement, float epsilon, float weight_decay, float rate) {
  const size_t i = get_global_id(0);
  if (i >= count) return;
  concord_rmsprop_element(p + p_offset, g + g_offset, v + v_offset, i, alpha, alpha_complement, epsilon, weight_decay, rate);
}

#if defined(CONCORD_BUILTIN_DIVIDE) && defined(CONCORD_BUILTIN_SQRT) && !defined(CONCORD_GROUP)
// 16 elements for each work-item, the last one takes what is left: on processors, which divide whole vectors.
kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_rmsprop_vectors(
    global float *p, ulong p_offset, const global float *g, ulong g_offset, global float *v, ulong v_offset, ulong count,
    float alpha, float alpha_complement, float epsilon, float weight_decay, float rate) {
  const size_t start = get_global_id(0) * 16;
  if (start >= count) return;
  p += p_offset + start;
  g += g_offset + start;
  v += v_offset + start;
  if (count - start >= 16) {
    const float16 parameter = vload16(0, p);
    float16 gradient = vload16(0, g);
    if (weight_decay != 0.0f) gradient = fma((float16)(weight_decay), parameter, gradient);
    const float16 second = fma((float16)(alpha), vload16(0, v), alpha_complement * gradient * gradient);
    vstore16(second, 0, v);
    vstore16(parameter - rate * gradient / (sqrt(second) + epsilon), 0, p);
  } else {
    for (uint i = 0; i < count - start; ++i)
      concord_rmsprop_element(p, g, v, i, alpha, alpha_complement, epsilon, weight_decay, rate);
  }
}
#endif
