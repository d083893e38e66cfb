// Four neighbouring columns for each work-item, in a vector; then the bias, then ReLU.
kernel void matmul_vector(
    global const float *a, global const float4 *b, global const float4 *bias, global float4 *c, int m, int vectors, int k) {
  int column = get_global_id(0);
  int row = get_global_id(1);
  if (row >= m || column >= vectors) return;
  float4 sum = (float4)(0.0f);
  for (int i = 0; i < k; i++) sum = fma((float4)(a[row * k + i]), b[i * vectors + column], sum);
  sum = sum + bias[column];
  // A NaN is not less than or equal to zero, and stays.
  c[row * vectors + column] = select(sum, (float4)(0.0f), sum <= (float4)(0.0f));
}
