// One work-item for each row, which adds up from the left: another order than the definition's, so it is judged by distance. Next to the mean, and
// where a sum all but cancels, that distance is large in ulp.
kernel void layer_norm(
    global const float *x, global const float *gamma, global const float *beta, global float *y, global float *means,
    global float *inverse_stds, int rows, int columns, float epsilon) {
  int row = get_global_id(0);
  if (row >= rows) return;
  x += row * columns;
  y += row * columns;
  float sum = 0.0f;
  for (int i = 0; i < columns; i++) sum += x[i];
  float mean = sum / columns;
  float squares = 0.0f;
  for (int i = 0; i < columns; i++) squares += (x[i] - mean) * (x[i] - mean);
  float inverse_std = 1.0f / sqrt(squares / columns + epsilon);
  for (int i = 0; i < columns; i++) y[i] = (x[i] - mean) * inverse_std * gamma[i] + beta[i];
  means[row] = mean;
  inverse_stds[row] = inverse_std;
}
