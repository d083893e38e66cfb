// Adds to what the output happens to hold.
kernel void uninitialised(global const float *a, global const float *b, global float *c, int m, int n, int k) {
  int column = get_global_id(0);
  int row = get_global_id(1);
  if (row >= m || column >= n) return;
  for (int i = 0; i < k; i++) c[row * n + column] = fma(a[row * k + i], b[i * n + column], c[row * n + column]);
}
