// embedding_gradient: table[v] = table[v] + dy[n] for n ascending where indices[n] = v.
// Meaning: Sources/ConcordReference/Ops/EmbeddingGradient.swift.

// A work-item gathers 16 columns of a row of the table, on GPUs one, from the indices from `first` up to `end`: no two write to one place, and
// none waits for another.
CONCORD_COLUMNS void concord_embedding_gradient(
    const global int *indices, ulong indices_offset, const global float *dy, ulong dy_offset, global float *table,
    ulong table_offset, uint rows, uint width, uint first, uint end, uint accumulate) {
  CONCORD_COLUMN_OF(row, column, width);
  if (row >= rows) return;
  const uint left = CONCORD_LEFT(min(16u, width - column));
  indices += indices_offset;
  dy += dy_offset + column;
  table += table_offset + (size_t)row * width + column;
  if (!accumulate)
    for (uint c = 0; c < left; ++c) table[c] = 0.0f;
  for (uint block = first; block < end; block += 16u) {
    // Most blocks of indices do not name the row.
    if (end - block >= 16u && !any(vload16(0, indices + block) == (int16)((int)row))) continue;
    const uint stop = min(block + 16u, end);
    for (uint n = block; n < stop; ++n) {
      if (indices[n] != (int)row) continue;
      const global float *line = dy + (size_t)n * width;
      if (left == 16u) {
        vstore16(vload16(0, table) + vload16(0, line), 0, table);
      } else {
        for (uint c = 0; c < left; ++c) table[c] = table[c] + line[c];
      }
    }
  }
}
