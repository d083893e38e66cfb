#include "CDigits.h"

static const unsigned char rows[] = {
#embed "digits.bin"
};

const unsigned char *concord_digits_rows(void) { return rows; }

size_t concord_digits_byte_count(void) { return sizeof rows; }
