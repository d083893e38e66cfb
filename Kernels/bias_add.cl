// bias_add: y[n, c, p] = x[n, c, p] + b[c]. Meaning: Sources/ConcordReference/Ops/BiasAdd.swift.

CONCORD_SINGLE void concord_bias_add(
    const global float *x, ulong x_offset, const global float *b, ulong b_offset, global float *y, ulong y_offset,
    ulong count, uint channels, uint positions) {
  const size_t i = get_global_id(0);
  if (i >= count) return;
  y[y_offset + i] = x[x_offset + i] + b[b_offset + i / positions % channels];
}
