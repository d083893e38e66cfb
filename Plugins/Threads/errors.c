#include "errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void release(concord_error *error) { free(error); }

static void keep(concord_error *error) { (void)error; }

concord_error *failure(uint32_t code, uint32_t op_index, const char *format, ...) {
  /* Where there is no memory even for an error: one that is always there. */
  static concord_error no_memory = {
    sizeof(concord_error), CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP, "threads: the host has no memory left", keep};
  enum { ROOM = 512 };
  concord_error *error = malloc(sizeof *error + ROOM);
  if (error == NULL) return &no_memory;
  char *message = (char *)(error + 1);
  int length = snprintf(message, ROOM, "threads: ");
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message + length, (size_t)(ROOM - length), format, arguments);
  va_end(arguments);
  error->size = sizeof *error;
  error->code = code;
  error->op_index = op_index;
  error->message = message;
  error->release = release;
  return error;
}
