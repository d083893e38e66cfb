// matmul for devices whose fma is not exact: what matmul.cl computes, each work-item one element of c, from k_first up to k_end.
// The rows of products that lie one after another are counted on.
//
// The device's fma is right but for denormals and the sign of zero, and its replacement in integers takes a hundred
// operations. So the chain is computed with the device's own, each step checked; only where one was in doubt it is computed
// again in integers. The second loop has no rounds otherwise: devices that cannot jump over a branch still leave a loop.

kernel void concord_matmul_checked(
    const global float *a, ulong a_offset, const global float *b, ulong b_offset, const global float *bias,
    ulong bias_offset, global float *c, ulong c_offset, uint m, uint n, uint k, uint a_transposed, uint b_transposed,
    uint has_bias, uint relu, uint accumulate, uint k_first, uint k_end, uint products) {
  const uint j = (uint)(get_global_id(0) % n);
  const size_t row_number = get_global_id(0) / n;
  if (row_number >= (size_t)m * products) return;
  const uint i = (uint)(row_number % m);
  a += row_number / m * m * k;
  b += row_number / m * k * n;
  const size_t a_stride = a_transposed ? m : 1;
  const size_t b_stride = b_transposed ? 1 : n;
  const global float *row = a + a_offset + (a_transposed ? i : (size_t)i * k) + k_first * a_stride;
  const global float *column = b + b_offset + (b_transposed ? (size_t)j * k : j) + k_first * b_stride;
  global float *element = c + c_offset + row_number * n + j;
  const uint depth = k_end - k_first;
  const float start = accumulate ? *element : 0.0f;

  bool exact = true;
  float sum = start;
  for (uint step = 0; step < depth; ++step)
    sum = concord_checked_fma(row[step * a_stride], column[step * b_stride], sum, &exact);
  if (!exact) sum = start;
  const uint again = exact ? 0 : depth;
  for (uint step = 0; step < again; ++step)
    sum = concord_software_fma(row[step * a_stride], column[step * b_stride], sum);

  if (has_bias) sum = sum + bias[bias_offset + j];
  if (relu) sum = sum <= 0.0f ? 0.0f : sum;
  *element = sum;
}
