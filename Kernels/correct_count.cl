// correct_count: count = count + the number of rows of the logits whose argmax (argmax.cl) is the label.
// Meaning: Sources/ConcordReference/Ops/CorrectCount.swift.

// One work-group: work-item l counts in rows l, l + its size ...; whole numbers add up to the same in any order.
CONCORD_ROWS(64) void concord_correct_count(
    const global float *logits, ulong logits_offset, const global int *labels, ulong labels_offset, global int *count,
    ulong count_offset, uint rows, uint classes, uint accumulate) {
  local int counts[64];
  const uint l = (uint)get_local_id(0), size = (uint)get_local_size(0);
  logits += logits_offset;
  labels += labels_offset;
  count += count_offset;
  int correct = 0;
  for (uint r = l; r < rows; r += size)
    correct += concord_row_argmax(logits + (size_t)r * classes, classes) == labels[r] ? 1 : 0;
  counts[l] = correct;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (l > 0u) return;
  int total = accumulate ? *count : 0;
  for (uint i = 0; i < size; ++i) total += counts[i];
  *count = total;
}
