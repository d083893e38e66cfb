#include "png_oracle.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

struct source {
  const uint8_t *bytes;
  size_t rest;
};

static void read_bytes(png_structp png, png_bytep into, size_t count) {
  struct source *source = png_get_io_ptr(png);
  if (count > source->rest) png_error(png, "end of file");
  memcpy(into, source->bytes, count);
  source->bytes += count;
  source->rest -= count;
}

static void fail(png_structp png, png_const_charp message) {
  (void)message;
  png_longjmp(png, 1);
}

static void warn(png_structp png, png_const_charp message) {
  (void)message;
  ++*(int *)png_get_error_ptr(png);
}

bool png_oracle_read(const uint8_t *bytes, size_t count, struct png_oracle_image *image) {
  memset(image, 0, sizeof *image);
  struct source source = {bytes, count};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &image->warnings, fail, warn);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  png_bytepp volatile rows = NULL;
  volatile bool is_read = false;
  if (info && setjmp(png_jmpbuf(png)) == 0) {
    png_set_read_fn(png, &source, read_bytes);
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_read_info(png, info);
    png_set_expand_16(png);
    png_set_swap(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    image->width = png_get_image_width(png, info);
    image->height = png_get_image_height(png, info);
    image->channels = png_get_channels(png, info);
    size_t row = png_get_rowbytes(png, info);
    image->samples = malloc(row * image->height);
    rows = malloc(sizeof(png_bytep) * image->height);
    if (!image->samples || !rows) png_error(png, "memory");
    for (size_t y = 0; y < image->height; ++y) rows[y] = (png_bytep)image->samples + row * y;
    png_read_image(png, rows);
    png_read_end(png, NULL);
    is_read = source.rest == 0;
  }
  free((void *)rows);
  png_destroy_read_struct(&png, &info, NULL);
  if (!is_read) {
    free(image->samples);
    image->samples = NULL;
  }
  return is_read;
}
