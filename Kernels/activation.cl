// activation: y = f(x), element by element. Meaning: Sources/ConcordReference/Ops/Activation.swift.
//
// A work-item takes 16 elements, the last one what is left.

// Not "x > 0 ? x : 0": a NaN must stay.
kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_activation_relu(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count) {
  const size_t first = get_global_id(0) * 16;
  if (first >= count) return;
  x += x_offset + first;
  y += y_offset + first;
  if (count - first >= 16) {
    const float16 value = vload16(0, x);
    vstore16(select(value, (float16)(0.0f), value <= (float16)(0.0f)), 0, y);
  } else {
    for (uint i = 0; i < count - first; ++i) y[i] = x[i] <= 0.0f ? 0.0f : x[i];
  }
}

kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_activation_leaky_relu(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count, float slope) {
  const size_t first = get_global_id(0) * 16;
  if (first >= count) return;
  x += x_offset + first;
  y += y_offset + first;
  if (count - first >= 16) {
    const float16 value = vload16(0, x);
    vstore16(select(value, slope * value, value <= (float16)(0.0f)), 0, y);
  } else {
    for (uint i = 0; i < count - first; ++i) y[i] = x[i] <= 0.0f ? slope * x[i] : x[i];
  }
}

// y may be where x is, so the values are taken first. One loop over at most 16 elements: compilers for processors make vectors of it, as the elementary functions do not branch.
// PoCL does not of a loop over exactly 16, which it unrolls first: erf then took 60 times as long.
#define CONCORD_ACTIVATION(NAME, VALUE)                                                                               \
  kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_activation_##NAME(                              \
      const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count) {                          \
    const size_t first = get_global_id(0) * 16;                                                                       \
    if (first >= count) return;                                                                                       \
    x += x_offset + first;                                                                                            \
    y += y_offset + first;                                                                                            \
    const uint size = (uint)min(count - first, 16ul);                                                                 \
    float values[16];                                                                                                 \
    for (uint i = 0; i < size; ++i) values[i] = x[i];                                                                 \
    for (uint i = 0; i < size; ++i) {                                                                                 \
      const float value = values[i];                                                                                  \
      values[i] = VALUE;                                                                                              \
    }                                                                                                                 \
    for (uint i = 0; i < size; ++i) y[i] = values[i];                                                                 \
  }

CONCORD_ACTIVATION(sigmoid, concord_sigmoid(value))
CONCORD_ACTIVATION(tanh, concord_tanh(value))
CONCORD_ACTIVATION(gelu, value * concord_normal(value))
CONCORD_ACTIVATION(gelu_tanh, value * (0.5f * concord_gelu_tangent(value) + 0.5f))
CONCORD_ACTIVATION(silu, value * concord_sigmoid(value))
