#pragma once

#include <stddef.h>

/// The rows of the `digits` data set: a label byte from 0 to 9, then 8 × 8 pixels from 0 to 16, row by row.
///
/// It is the test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak (1998), UCI Machine
/// Learning Repository, https://doi.org/10.24432/C50P49, licensed CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/).
/// The values are unchanged; the order is that of the scikit-learn package. `scripts/make-digits.py` writes the file.
const unsigned char *concord_digits_rows(void);

/// Bytes at `concord_digits_rows`.
size_t concord_digits_byte_count(void);
