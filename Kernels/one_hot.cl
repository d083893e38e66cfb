// one_hot: y[n, k] = 1 where k is the label of n, else 0; NaN throughout where the label is no class.
// Meaning: Sources/ConcordReference/Ops/OneHot.swift.

CONCORD_SINGLE void concord_one_hot(
    const global int *labels, ulong labels_offset, global float *y, ulong y_offset, ulong count, uint classes) {
  const size_t i = get_global_id(0);
  if (i >= count) return;
  const uint n = (uint)i / classes;
  const uint label = (uint)labels[labels_offset + n];
  // A negative label is a large one here.
  y[y_offset + i] = label >= classes ? CONCORD_NAN : ((uint)i - n * classes == label ? 1.0f : 0.0f);
}
