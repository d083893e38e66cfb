// Nothing keeps work-items from reading tiles that are not written yet.
kernel void missing_barrier(
    global const float *a, global const float *b, global float *c, int m, int n, int k, local float *tile_a, local float *tile_b) {
  int x = get_local_id(0), y = get_local_id(1);
  int column = get_group_id(0) * TILE + x, row = get_group_id(1) * TILE + y;
  float sum = 0.0f;
  for (int first = 0; first < k; first += TILE) {
    tile_a[y * TILE + x] = row < m && first + x < k ? a[row * k + first + x] : 0.0f;
    tile_b[y * TILE + x] = column < n && first + y < k ? b[(first + y) * n + column] : 0.0f;
    int count = min(TILE, k - first);
    for (int i = 0; i < count; i++) sum = fma(tile_a[y * TILE + i], tile_b[i * TILE + x], sum);
  }
  if (row < m && column < n) c[row * n + column] = sum;
}
