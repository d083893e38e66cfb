// adam: one update of p, m and v, element by element. Meaning: Sources/ConcordReference/Ops/Adam.swift.

inline void concord_adam_element(global float *p, const global float *g, global float *m, global float *v, size_t i,
                                 float beta1, float beta1_complement, float beta2, float beta2_complement,
                                 float epsilon, float weight_decay, float decay, float step_size,
                                 float root_correction) {
  const float gradient = weight_decay == 0.0f ? g[i] : fma(weight_decay, p[i], g[i]);
  const float parameter = decay == 0.0f ? p[i] : fma(-decay, p[i], p[i]);
  const float first = fma(beta1, m[i], beta1_complement * gradient);
  const float second = fma(beta2, v[i], beta2_complement * gradient * gradient);
  m[i] = first;
  v[i] = second;
  p[i] = parameter - concord_divide(step_size * first, concord_divide(concord_sqrt(second), root_correction) + epsilon);
}

// An element for each work-item.
CONCORD_SINGLE void concord_adam(
    global float *p, ulong p_offset, const global float *g, ulong g_offset, global float *m, ulong m_offset,
    global float *v, ulong v_offset, ulong count, float beta1, float beta1_complement, float beta2,
    float beta2_complement, float epsilon, float weight_decay, float decay, float step_size, float root_correction) {
  const size_t i = get_global_id(0);
  if (i >= count) return;
  concord_adam_element(p + p_offset, g + g_offset, m + m_offset, v + v_offset, i, beta1, beta1_complement, beta2,
                       beta2_complement, epsilon, weight_decay, decay, step_size, root_correction);
}

#if defined(CONCORD_BUILTIN_DIVIDE) && defined(CONCORD_BUILTIN_SQRT) && !defined(CONCORD_GROUP)
// 16 elements for each work-item, the last one takes what is left: on processors, which divide whole vectors.
kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_adam_vectors(
    global float *p, ulong p_offset, const global float *g, ulong g_offset, global float *m, ulong m_offset,
    global float *v, ulong v_offset, ulong count, float beta1, float beta1_complement, float beta2,
    float beta2_complement, float epsilon, float weight_decay, float decay, float step_size, float root_correction) {
  const size_t start = get_global_id(0) * 16;
  if (start >= count) return;
  p += p_offset + start;
  g += g_offset + start;
  m += m_offset + start;
  v += v_offset + start;
  if (count - start >= 16) {
    float16 parameter = vload16(0, p);
    float16 gradient = vload16(0, g);
    if (weight_decay != 0.0f) gradient = fma((float16)(weight_decay), parameter, gradient);
    if (decay != 0.0f) parameter = fma((float16)(-decay), parameter, parameter);
    const float16 first = fma((float16)(beta1), vload16(0, m), beta1_complement * gradient);
    const float16 second = fma((float16)(beta2), vload16(0, v), beta2_complement * gradient * gradient);
    vstore16(first, 0, m);
    vstore16(second, 0, v);
    vstore16(parameter - step_size * first / (sqrt(second) / root_correction + epsilon), 0, p);
  } else {
    for (uint i = 0; i < count - start; ++i)
      concord_adam_element(p, g, m, v, i, beta1, beta1_complement, beta2, beta2_complement, epsilon, weight_decay,
                           decay, step_size, root_correction);
  }
}
#endif
