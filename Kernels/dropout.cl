// dropout: y = +0 where an element's uniform number is below the probability, else x * scale.
// Meaning: Sources/ConcordReference/Ops/Dropout.swift.

// Philox4x32-10 (exact.cl) on four counters at once. Each vector holds one word of the counters and, afterwards, of the blocks.
static inline void concord_philox_four(uint4 *w0, uint4 *w1, uint4 *w2, uint4 *w3, uint2 key) {
  for (int round = 0; round < 10; ++round) {
    const uint4 high0 = mul_hi((uint4)(0xd2511f53u), *w0);
    const uint4 high1 = mul_hi((uint4)(0xcd9e8d57u), *w2);
    const uint4 low0 = 0xd2511f53u * *w0;
    const uint4 low1 = 0xcd9e8d57u * *w2;
    *w0 = high1 ^ *w1 ^ key.x;
    *w1 = low1;
    *w2 = high0 ^ *w3 ^ key.y;
    *w3 = low0;
    key += (uint2)(0x9e3779b9u, 0xbb67ae85u);
  }
}

#ifdef CONCORD_GROUP
// A work-item takes the four elements of a block of random words, as below.
kernel void concord_dropout(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count, uint elements_per_sample,
    float probability, float scale, uint stream, uint seed_low, uint seed_high, uint step, uint first_sample) {
  const ulong start = (ulong)first_sample * elements_per_sample;
  const long first = (long)get_global_id(0) * 4 - (long)(start & 3ul);
  if (first >= (long)count) return;
  const ulong block = (start >> 2) + get_global_id(0);
  const uint4 words = concord_philox((uint4)((uint)block, (uint)(block >> 32), step, stream), (uint2)(seed_low, seed_high));
  const float numbers[4] = {
      concord_uniform(words.x), concord_uniform(words.y), concord_uniform(words.z), concord_uniform(words.w)};
  x += x_offset;
  y += y_offset;
  for (int i = 0; i < 4; ++i) {
    const long place = first + i;
    if (place >= 0 && place < (long)count) y[place] = numbers[i] < probability ? 0.0f : x[place] * scale;
  }
}
#else
// A work-item takes the 16 elements of four neighbouring blocks of random words, counted over the whole batch; the first and the
// last one what the micro-batch has of them.
kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_dropout(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count, uint elements_per_sample,
    float probability, float scale, uint stream, uint seed_low, uint seed_high, uint step, uint first_sample) {
  // The number of the micro-batch's first element.
  const ulong start = (ulong)first_sample * elements_per_sample;
  // Where this item's elements begin in the micro-batch; before it, where the first block began earlier.
  const long first = (long)get_global_id(0) * 16 - (long)(start & 15ul);
  if (first >= (long)count) return;
  const ulong block = (start >> 4 << 2) + get_global_id(0) * 4ul;
  const ulong4 blocks = block + (ulong4)(0, 1, 2, 3);
  uint4 w0 = convert_uint4(blocks & 0xfffffffful), w1 = convert_uint4(blocks >> 32), w2 = step, w3 = stream;
  concord_philox_four(&w0, &w1, &w2, &w3, (uint2)(seed_low, seed_high));
  const uint16 words = (uint16)(w0.x, w1.x, w2.x, w3.x, w0.y, w1.y, w2.y, w3.y, w0.z, w1.z, w2.z, w3.z, w0.w, w1.w,
                                w2.w, w3.w);
  const float16 uniform = convert_float16(as_int16(words >> 8)) * 0x1p-24f;
  x += x_offset;
  y += y_offset;
  if (first >= 0 && count - first >= 16) {
    const float16 value = vload16(0, x + first) * scale;
    vstore16(select(value, (float16)(0.0f), uniform < (float16)(probability)), 0, y + first);
    return;
  }
  float numbers[16];
  vstore16(uniform, 0, numbers);
  for (int i = 0; i < 16; ++i) {
    const long place = first + i;
    if (place >= 0 && place < (long)count) y[place] = numbers[i] < probability ? 0.0f : x[place] * scale;
  }
}
#endif
