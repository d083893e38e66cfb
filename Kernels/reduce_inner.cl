// reduce, where rows have several places: y[r, i] = the 64-lane sum, mean or maximum of x[r, c, i] over c.
// Meaning: Sources/ConcordReference/Ops/Reduce.swift.
//
// A work-item takes 16 neighbouring places of a row, on GPUs one (lane_tree.cl).

#ifdef CONCORD_GROUP

typedef float concord_places;

static inline concord_places concord_larger(float a, float b) { return concord_maximum(a, b); }

static inline concord_places concord_load_places(const global float *x, uint left) { return x[0]; }

static inline void concord_store_places(concord_places values, global float *y, uint left) { y[0] = values; }

static inline void concord_store_means(concord_places sums, global float *y, uint left, float columns) {
  y[0] = concord_divide(sums, columns);
}

#else

typedef float16 concord_places;

static inline concord_places concord_larger(float16 a, float16 b) { return select(a, b, (b > a) | (b != b)); }

static inline concord_places concord_load_places(const global float *x, uint left) {
  if (left >= 16u) return vload16(0, x);
  float each[16];
  for (uint i = 0; i < 16u; ++i) each[i] = i < left ? x[i] : 0.0f;
  return vload16(0, each);
}

static inline void concord_store_places(concord_places values, global float *y, uint left) {
  if (left >= 16u) {
    vstore16(values, 0, y);
    return;
  }
  float each[16];
  vstore16(values, 0, each);
  for (uint i = 0; i < left; ++i) y[i] = each[i];
}

static inline void concord_store_means(concord_places sums, global float *y, uint left, float columns) {
  float each[16];
  vstore16(sums, 0, each);
  for (uint i = 0; i < min(left, 16u); ++i) y[i] = concord_divide(each[i], columns);
}

#endif

static inline concord_places concord_sum(concord_places a, concord_places b) { return a + b; }

CONCORD_LANE_TREE(concord_places_sum, concord_places, 0.0f, concord_sum, concord_load_places)
CONCORD_LANE_TREE(concord_places_maximum, concord_places, -INFINITY, concord_larger, concord_load_places)

CONCORD_COLUMNS void concord_reduce_inner(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint columns, uint inner,
    uint is_mean) {
  CONCORD_COLUMN_OF(row, place, inner);
  if (row >= rows) return;
  const uint left = inner - place;
  y += y_offset + (size_t)row * inner + place;
  const concord_places sums = concord_places_sum(x + x_offset + (size_t)row * columns * inner + place, columns, inner, left);
  if (is_mean) {
    concord_store_means(sums, y, left, (float)columns);
  } else {
    concord_store_places(sums, y, left);
  }
}

CONCORD_COLUMNS void concord_reduce_inner_max(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint columns, uint inner) {
  CONCORD_COLUMN_OF(row, place, inner);
  if (row >= rows) return;
  const uint left = inner - place;
  x += x_offset + (size_t)row * columns * inner + place;
  concord_store_places(
      concord_places_maximum(x, columns, inner, left), y + y_offset + (size_t)row * inner + place, left);
}
