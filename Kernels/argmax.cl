// argmax: y[r] = the lowest index of row r's largest element; of its first NaN, where it holds one.
// Meaning: Sources/ConcordReference/Ops/ArgMax.swift.

inline int concord_row_argmax(const global float *row, uint columns) {
  uint best = 0;
  float largest = row[0];
  for (uint i = 1; i < columns; ++i) {
    const float value = row[i];
    const bool wins = value > largest || (value != value && largest == largest);
    best = wins ? i : best;
    largest = wins ? value : largest;
  }
  return (int)best;
}

CONCORD_ITEMS(16) void concord_argmax(
    const global float *x, ulong x_offset, global int *y, ulong y_offset, uint rows, uint columns) {
  const size_t r = get_global_id(0);
  if (r < rows) y[y_offset + r] = concord_row_argmax(x + x_offset + r * columns, columns);
}
