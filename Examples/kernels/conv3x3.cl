// Stride 1, and one row and column of zeros around the image. A tap on them takes part in the sum, as the definition says.
kernel void conv3x3(
    global const float *x, global const float *filter, global float *y, int channels, int height, int width, int outputs) {
  int column = get_global_id(0), row = get_global_id(1);
  int sample = get_global_id(2) / outputs, output = get_global_id(2) % outputs;
  if (column >= width || row >= height) return;
  float sum = 0.0f;
  for (int channel = 0; channel < channels; channel++) {
    global const float *plane = x + (sample * channels + channel) * height * width;
    global const float *taps = filter + (output * channels + channel) * 9;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        int h = row + i - 1, w = column + j - 1;
        float element = h >= 0 && h < height && w >= 0 && w < width ? plane[h * width + w] : 0.0f;
        sum = fma(element, taps[i * 3 + j], sum);
      }
    }
  }
  y[((sample * outputs + output) * height + row) * width + column] = sum;
}
