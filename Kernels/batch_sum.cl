// batch_sum: sum[c] = sum[c] + s[n, c] for n ascending. Meaning: Sources/ConcordReference/Ops/BatchSum.swift.
//
// s, [n, c], is x itself where there is one position, else what concord_reduce_sum (reduce.cl) made of x's rows.

// One work-item folds 16 neighbouring channels, on GPUs one, over the samples from first_sample up to end_sample.
CONCORD_ITEMS(1) void concord_batch_sum(
    const global float *s, ulong s_offset, global float *sum, ulong sum_offset, uint first_sample,
    uint end_sample, uint channels, uint accumulate) {
  const uint first = (uint)get_global_id(0) * CONCORD_EACH;
  if (first >= channels) return;
  s += s_offset + first;
  sum += sum_offset + first;
  const uint width = CONCORD_LEFT(min(16u, channels - first));
  if (width == 16u) {
    float16 total = accumulate ? vload16(0, sum) : (float16)(0.0f);
    for (uint n = first_sample; n < end_sample; ++n) total = total + vload16(0, s + (size_t)n * channels);
    vstore16(total, 0, sum);
    return;
  }
  for (uint c = 0; c < width; ++c) {
    float total = accumulate ? sum[c] : 0.0f;
    for (uint n = first_sample; n < end_sample; ++n) total = total + s[(size_t)n * channels + c];
    sum[c] = total;
  }
}
