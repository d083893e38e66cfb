// B is transposed, [n, k], but its rows are taken to be n long.
kernel void wrong_stride(global const float *a, global const float *b, global float *c, int m, int n, int k) {
  int column = get_global_id(0);
  int row = get_global_id(1);
  if (row >= m || column >= n) return;
  float sum = 0.0f;
  for (int i = 0; i < k; i++) sum = fma(a[row * k + i], b[column * n + i], sum);
  c[row * n + column] = sum;
}
