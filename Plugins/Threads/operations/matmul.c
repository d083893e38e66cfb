/* c[i, j] = fma(a[i, k], b[k, j], c[i, j]) for k ascending, from +0 or from c; then + bias[j]; then the activation.
 *
 * Columns are divided into panels of 16, rows into shares; a thread takes one share of one panel. It copies the panel's part of b,
 * DEPTH values of k at a time, to where it lies one row after another whichever way b is stored, and computes tiles of 6 rows by
 * 16 columns in 12 vector registers. A tile goes back to c between depths, which is exact: each chain keeps its order. */
#include "../operation.h"
#include "../vector.h"

enum { WIDTH = 2 * LANES_OF_A_VECTOR, ROWS = 6, DEPTH = 256 };

/* Multiply-adds that are worth waking a thread for. */
enum { SMALL_PRODUCT = 1 << 16 };

typedef struct {
  uint64_t m, n, k, row_shares;
  bool transpose_a, transpose_b, bias, relu, accumulate;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *p = step->parameters;
  const char *activation = text_attribute(request, "activation", "identity");
  p->transpose_a = boolean_attribute(request, "transpose_a", false);
  p->transpose_b = boolean_attribute(request, "transpose_b", false);
  p->bias = boolean_attribute(request, "bias", false);
  p->accumulate = boolean_attribute(request, "accumulate", false);
  p->relu = strcmp(activation, "relu") == 0;
  if (!p->relu && strcmp(activation, "identity") != 0) {
    return failure(CONCORD_ERROR_UNSUPPORTED, request->index, "matmul does not serve the activation '%s'", activation);
  }
  if (!has_counts(request, 2u + p->bias + p->accumulate, 1, 0)) {
    return unexpected(request, "a, b, then bias and c where it has them, and one output");
  }
  const concord_tensor *a = input(request, 0), *b = input(request, 1);
  if (a->rank > 2 && a->rank == b->rank) {
    return failure(CONCORD_ERROR_UNSUPPORTED, request->index, "matmul does not serve tensors of %u dimensions", (unsigned)a->rank);
  }
  if (a->rank != 2 || b->rank != 2) return unexpected(request, "matrices a and b");
  p->m = (uint64_t)a->dimensions[p->transpose_a ? 1 : 0];
  p->k = (uint64_t)a->dimensions[p->transpose_a ? 0 : 1];
  p->n = (uint64_t)b->dimensions[p->transpose_b ? 0 : 1];
  bool fits = is_matrix(a, p->transpose_a ? p->k : p->m, p->transpose_a ? p->m : p->k)
              && is_matrix(b, p->transpose_b ? p->n : p->k, p->transpose_b ? p->k : p->n)
              && is_matrix(output(request, 0), p->m, p->n) && (!p->bias || is_vector(input(request, 2), p->n));
  if (fits && p->accumulate) fits = request->op->inputs[request->op->input_count - 1] == request->op->outputs[0];
  if (!fits) return unexpected(request, "float32 a [M, K], b [K, N], bias [N] and c [M, N], c in place where it accumulates");

  uint64_t panels = (p->n + WIDTH - 1) / WIDTH;
  p->row_shares = 1;
  /* Where there are few panels: each share copies its panel anew, so it should have some tiles. */
  while (panels * p->row_shares < 2 * (uint64_t)request->threads && p->m / (p->row_shares + 1) >= 4 * ROWS) p->row_shares++;
  step->count = p->m == 0 ? 0 : panels * p->row_shares;
  bool small = p->m < SMALL_PRODUCT && p->n < SMALL_PRODUCT && p->k < SMALL_PRODUCT
               && p->m * p->n <= SMALL_PRODUCT && p->m * p->n * p->k <= SMALL_PRODUCT;
  step->grain = small ? step->count : 1;
  return NULL;
}

/* The transpose of 8 × 8 numbers: row r of `source` becomes column r of `target`. */
static inline void transpose(const float *source, uint64_t source_stride, float *target) {
#if __has_builtin(__builtin_shufflevector)
  vector r[8], s[8], t[8];
  for (int i = 0; i < 8; i++) r[i] = vector_load(source + (uint64_t)i * source_stride);
  for (int i = 0; i < 4; i++) {
    s[2 * i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    s[2 * i + 1] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 2; i++) {
    for (int j = 0; j < 2; j++) {
      t[4 * i + 2 * j] = __builtin_shufflevector(s[4 * i + j], s[4 * i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      t[4 * i + 2 * j + 1] = __builtin_shufflevector(s[4 * i + j], s[4 * i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int i = 0; i < 4; i++) {
    vector_store(target + i * WIDTH, __builtin_shufflevector(t[i], t[i + 4], 0, 1, 2, 3, 8, 9, 10, 11));
    vector_store(target + (i + 4) * WIDTH, __builtin_shufflevector(t[i], t[i + 4], 4, 5, 6, 7, 12, 13, 14, 15));
  }
#else
  for (int i = 0; i < 8; i++) {
    for (int j = 0; j < 8; j++) target[j * WIDTH + i] = source[(uint64_t)i * source_stride + (uint64_t)j];
  }
#endif
}

/* panel[k, j] = b[first_k + k, first_j + j]; columns past the end are +0 and computed in vain. */
static void copy_panel(
  const parameters *p, const float *b, uint64_t first_k, uint64_t depth, uint64_t first_j, uint64_t columns, float *panel) {
  if (!p->transpose_b) {
    for (uint64_t k = 0; k < depth; k++) {
      const float *row = b + (first_k + k) * p->n + first_j;
      vector_store(panel + k * WIDTH, vector_load_some(row, columns));
      vector second = {0};
      if (columns > LANES_OF_A_VECTOR) second = vector_load_some(row + LANES_OF_A_VECTOR, columns - LANES_OF_A_VECTOR);
      vector_store(panel + k * WIDTH + LANES_OF_A_VECTOR, second);
    }
    return;
  }
  uint64_t whole_k = depth / 8 * 8, whole_j = columns / 8 * 8;
  const float *start = b + first_j * p->k + first_k;
  for (uint64_t j = 0; j < whole_j; j += 8) {
    for (uint64_t k = 0; k < whole_k; k += 8) transpose(start + j * p->k + k, p->k, panel + k * WIDTH + j);
  }
  for (uint64_t j = 0; j < WIDTH; j++) {
    for (uint64_t k = j < whole_j ? whole_k : 0; k < depth; k++) {
      panel[k * WIDTH + j] = j < columns ? start[j * p->k + k] : 0.0f;
    }
  }
}

typedef struct {
  const float *a;
  uint64_t row_stride, depth_stride, depth; /* of a, and how much of k */
  const float *panel;
  float *c;
  uint64_t c_stride;
  bool from_zero;    /* or from c */
  const float *bias; /* of 16 columns; NULL where nothing is added */
  bool relu;
} tile;

/* One tile of `rows` rows; made for each number of them, so that the sums stay in registers. */
static inline __attribute__((always_inline)) void compute_rows(const tile *t, const int rows) {
  vector sums[ROWS][2];
  for (int r = 0; r < rows; r++) {
    const float *c = t->c + (uint64_t)r * t->c_stride;
    sums[r][0] = t->from_zero ? vector_of(0.0f) : vector_load(c);
    sums[r][1] = t->from_zero ? vector_of(0.0f) : vector_load(c + LANES_OF_A_VECTOR);
  }
  const float *a = t->a, *panel = t->panel;
  for (uint64_t k = 0; k < t->depth; k++) {
    const vector b0 = vector_load(panel), b1 = vector_load(panel + LANES_OF_A_VECTOR);
    for (int r = 0; r < rows; r++) {
      const vector factor = vector_of(a[(uint64_t)r * t->row_stride]);
      sums[r][0] = vector_fma(factor, b0, sums[r][0]);
      sums[r][1] = vector_fma(factor, b1, sums[r][1]);
    }
    a += t->depth_stride;
    panel += WIDTH;
  }
  for (int r = 0; r < rows; r++) {
    for (int half = 0; half < 2; half++) {
      vector y = sums[r][half];
      if (t->bias != NULL) y = y + vector_load(t->bias + half * LANES_OF_A_VECTOR);
      if (t->relu) y = vector_unless(y <= 0.0f, y);
      vector_store(t->c + (uint64_t)r * t->c_stride + half * LANES_OF_A_VECTOR, y);
    }
  }
}

static void compute_tile(const tile *t, uint64_t rows) {
  switch (rows) {
  case 1: compute_rows(t, 1); break;
  case 2: compute_rows(t, 2); break;
  case 3: compute_rows(t, 3); break;
  case 4: compute_rows(t, 4); break;
  case 5: compute_rows(t, 5); break;
  default: compute_rows(t, ROWS); break;
  }
}

/* A tile of fewer than 16 columns, on a copy of c that has 16. */
static void compute_narrow_tile(tile t, uint64_t rows, uint64_t columns) {
  float copy[ROWS * WIDTH] = {0};
  float *c = t.c;
  for (uint64_t r = 0; r < rows && !t.from_zero; r++) memcpy(copy + r * WIDTH, c + r * t.c_stride, columns * sizeof(float));
  const uint64_t stride = t.c_stride;
  t.c = copy;
  t.c_stride = WIDTH;
  compute_tile(&t, rows);
  for (uint64_t r = 0; r < rows; r++) memcpy(c + r * stride, copy + r * WIDTH, columns * sizeof(float));
}

static void compute_share(const step *step, const parameters *p, uint64_t panel_index, uint64_t share) {
  _Alignas(32) float panel[DEPTH * WIDTH];
  float bias[WIDTH] = {0};
  const float *a = step->inputs[0].data, *b = step->inputs[1].data;
  float *c = step->outputs[0].data;
  const uint64_t first_row = p->m * share / p->row_shares, end_row = p->m * (share + 1) / p->row_shares;
  const uint64_t first_column = panel_index * WIDTH;
  const uint64_t columns = p->n - first_column < WIDTH ? p->n - first_column : WIDTH;
  if (p->bias) memcpy(bias, (const float *)step->inputs[2].data + first_column, columns * sizeof(float));
  tile t = {
    .row_stride = p->transpose_a ? 1 : p->k, .depth_stride = p->transpose_a ? p->m : 1, .panel = panel, .c_stride = p->n};
  uint64_t first_k = 0;
  do { /* once even where there is no k: c is +0 then, and there may be a bias */
    t.depth = p->k - first_k < DEPTH ? p->k - first_k : DEPTH;
    t.from_zero = first_k == 0 && !p->accumulate;
    const bool last = first_k + t.depth == p->k;
    t.bias = last && p->bias ? bias : NULL;
    t.relu = last && p->relu;
    if (t.depth > 0) copy_panel(p, b, first_k, t.depth, first_column, columns, panel);
    for (uint64_t row = first_row; row < end_row; row += ROWS) {
      const uint64_t rows = end_row - row < ROWS ? end_row - row : ROWS;
      if (t.depth > 0) t.a = a + row * t.row_stride + first_k * t.depth_stride;
      t.c = c + row * p->n + first_column;
      if (columns == WIDTH) {
        compute_tile(&t, rows);
      } else {
        compute_narrow_tile(t, rows, columns);
      }
    }
    first_k += t.depth;
  } while (first_k < p->k);
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  (void)scalars;
  const parameters *p = step->parameters;
  for (uint64_t i = begin; i < end; i++) compute_share(step, p, i / p->row_shares, i % p->row_shares);
}

static const char *const attributes[] = {"transpose_a", "transpose_b", "bias", "activation", "accumulate", NULL};

const operation matmul_operation = {"matmul", attributes, sizeof(parameters), prepare, part, NULL};
