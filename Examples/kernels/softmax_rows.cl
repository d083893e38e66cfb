// A work-group of 32 for each row. It calls exp and adds up in an order of its own, so it is judged by distance.
kernel void softmax_rows(global const float *x, global float *y, int columns) {
  local float lanes[32];
  int lane = get_local_id(0);
  global const float *row = x + get_group_id(0) * columns;
  global float *result = y + get_group_id(0) * columns;

  float largest = -INFINITY;
  for (int i = lane; i < columns; i += 32) largest = fmax(largest, row[i]);
  lanes[lane] = largest;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = 0; i < 32; i++) largest = fmax(largest, lanes[i]);
  barrier(CLK_LOCAL_MEM_FENCE);

  float sum = 0.0f;
  for (int i = lane; i < columns; i += 32) sum += exp(row[i] - largest);
  lanes[lane] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int half_count = 16; half_count > 0; half_count /= 2) {
    if (lane < half_count) lanes[lane] += lanes[lane + half_count];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  for (int i = lane; i < columns; i += 32) result[i] = exp(row[i] - largest) / lanes[0];
}
