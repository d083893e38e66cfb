#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A PNG file as libpng reads it, for tests to compare with.
struct png_oracle_image {
  uint32_t width;
  uint32_t height;
  /// 1 or 3, plus 1 where there is alpha.
  int channels;
  /// height x width x channels, each sample spread over 0 ... 65535. The caller frees it.
  uint16_t *samples;
  /// How often libpng had something to complain of and went on.
  int warnings;
};

/// Reads with libpng's classical interface; its long jumps end here. False where libpng refuses the file.
bool png_oracle_read(const uint8_t *bytes, size_t count, struct png_oracle_image *image);
