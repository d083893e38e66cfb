// embedding: y[n] = table[indices[n]], a row of NaN where there is none. Meaning: Sources/ConcordReference/Ops/Embedding.swift.

// A work-item takes 16 columns of a row of y, on GPUs one.
CONCORD_COLUMNS void concord_embedding(
    const global int *indices, ulong indices_offset, const global float *table, ulong table_offset, global float *y,
    ulong y_offset, uint count, uint rows, uint width) {
  CONCORD_COLUMN_OF(n, column, width);
  if (n >= count) return;
  const int index = indices[indices_offset + n];
  const bool exists = index >= 0 && (uint)index < rows;
  table += table_offset + (exists ? (size_t)index * width : 0) + column;
  y += y_offset + (size_t)n * width + column;
  const uint left = width - column;
  if (CONCORD_EACH == 16u && exists && left >= 16u) {
    vstore16(vload16(0, table), 0, y);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(min(16u, left)); ++i) y[i] = exists ? table[i] : CONCORD_NAN;
  }
}
