// How kernels that go along memory share it out: the counterpart of Plugins/OpenCL/Sources/Programs/WorkShare.swift.
//
// CONCORD_GROUP   on GPUs: the work-items of a group that has a row, a power of two up to 64. Without it: on processors
//
// A processor's work-item has 16 neighbouring elements, or a whole row. A GPU's has one element, so that neighbours read neighbours, and the
// 64 lanes of a row (exact.cl) are those of a work-group: item l has lanes l, l + CONCORD_GROUP ..., so all elements k with k mod
// CONCORD_GROUP = l, whatever it does to a row. Both add up the same numbers in the same order.

#ifdef CONCORD_GROUP

// A kernel for 16 elements, or for one: groups of any size.
#define CONCORD_ELEMENTS kernel
#define CONCORD_EACH 1u
// One for one element on processors too, in groups of 256 there.
#define CONCORD_SINGLE kernel
// How many of what is left a work-item takes that does not take 16.
#define CONCORD_LEFT(left) 1u

// A kernel for 16 columns of a row, or for one; the row, and the column of `columns`.
#define CONCORD_COLUMNS kernel
#define CONCORD_COLUMN_OF(row, column, columns) \
  const uint row = (uint)get_global_id(0) / (columns), column = (uint)get_global_id(0) % (columns)

// Of windows of `window` elements, `stride` apart after `padding` elements, the first with element `at`, and the one after the last
// of `windows`.
#define CONCORD_FIRST_WINDOW(at) ((at) + padding < window ? 0u : ((at) + padding - window) / stride + 1u)
#define CONCORD_END_WINDOW(at, windows) min(windows, ((at) + padding) / stride + 1u)

// A kernel whose work-items know nothing of each other, in groups of `local` on processors.
#define CONCORD_ITEMS(local) kernel

// A kernel for a row, in groups of `local` on processors; its number.
#define CONCORD_ROWS(local) kernel __attribute__((reqd_work_group_size(CONCORD_GROUP, 1, 1)))
// A launch may begin at any group.
#define CONCORD_ROW (get_global_offset(0) / CONCORD_GROUP + get_group_id(0))
// Declares what a row's sums need, at the start of the kernel.
#define CONCORD_LANES local float concord_shared[64]
// Each element k of `count`.
#define CONCORD_ALONG(k, count) for (uint k = (uint)get_local_id(0); k < (count); k += CONCORD_GROUP)
// Whether what is one for the whole row is this item's to write.
#define CONCORD_IS_FIRST (get_local_id(0) == 0)
#define CONCORD_ROW_SUM(row, count) concord_shared_sum(row, count, concord_shared)
#define CONCORD_ROW_MAXIMUM(row, count) concord_shared_maximum(row, count, concord_shared)

// Who reads the result of the sum before may still be at it: so a barrier comes first.
CONCORD_TOGETHER float concord_shared_sum(const global float *row, uint count, local float *lanes) {
  barrier(CLK_LOCAL_MEM_FENCE);
  for (uint l = (uint)get_local_id(0); l < 64u; l += CONCORD_GROUP) {
    float lane = 0.0f;
    for (uint k = l; k < count; k += 64u) lane = lane + row[k];
    lanes[l] = lane;
  }
  return concord_group_sum(lanes);
}

CONCORD_TOGETHER float concord_shared_maximum(const global float *row, uint count, local float *lanes) {
  barrier(CLK_LOCAL_MEM_FENCE);
  for (uint l = (uint)get_local_id(0); l < 64u; l += CONCORD_GROUP) {
    float lane = -INFINITY;
    for (uint k = l; k < count; k += 64u) lane = concord_maximum(lane, row[k]);
    lanes[l] = lane;
  }
  return concord_group_maximum(lanes);
}

// The sum of (x - mean)^2.
CONCORD_TOGETHER float concord_shared_squares(const global float *x, float mean, uint count, local float *lanes) {
  barrier(CLK_LOCAL_MEM_FENCE);
  for (uint l = (uint)get_local_id(0); l < 64u; l += CONCORD_GROUP) {
    float lane = 0.0f;
    for (uint k = l; k < count; k += 64u) {
      const float d = x[k] - mean;
      lane = fma(d, d, lane);
    }
    lanes[l] = lane;
  }
  return concord_group_sum(lanes);
}

#else

#define CONCORD_ELEMENTS kernel __attribute__((reqd_work_group_size(16, 1, 1)))
#define CONCORD_EACH 16u
#define CONCORD_SINGLE kernel __attribute__((reqd_work_group_size(256, 1, 1)))
#define CONCORD_LEFT(left) (left)

#define CONCORD_COLUMNS kernel __attribute__((reqd_work_group_size(1, 16, 1)))
#define CONCORD_COLUMN_OF(row, column, columns) \
  const uint row = (uint)get_global_id(1), column = (uint)get_global_id(0) * 16u

#define CONCORD_ITEMS(local) kernel __attribute__((reqd_work_group_size(local, 1, 1)))

#define CONCORD_ROWS(local) kernel __attribute__((reqd_work_group_size(local, 1, 1)))
#define CONCORD_ROW get_global_id(0)
#define CONCORD_LANES
#define CONCORD_ALONG(k, count) for (uint k = 0; k < (count); ++k)
#define CONCORD_IS_FIRST 1
#define CONCORD_ROW_SUM(row, count) concord_row_sum(row, count)
#define CONCORD_ROW_MAXIMUM(row, count) concord_row_maximum(row, count)

#endif
