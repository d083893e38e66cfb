// mad rounds as the device likes.
kernel void mad_for_fma(global const float *a, global const float *b, global float *c, int m, int n, int k) {
  int column = get_global_id(0);
  int row = get_global_id(1);
  if (row >= m || column >= n) return;
  float sum = 0.0f;
  for (int i = 0; i < k; i++) sum = mad(a[row * k + i], b[i * n + column], sum);
  c[row * n + column] = sum;
}
