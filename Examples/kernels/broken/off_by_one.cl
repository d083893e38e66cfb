// The last row is one too many.
kernel void off_by_one(global const float *a, global const float *b, global float *c, int m, int n, int k) {
  int column = get_global_id(0);
  int row = get_global_id(1);
  if (row > m || column >= n) return;
  float sum = 0.0f;
  for (int i = 0; i < k; i++) sum = fma(a[row * k + i], b[i * n + column], sum);
  c[row * n + column] = sum;
}
