/* Reading memory that a library points to and that may not be there. */
#ifndef FOREIGN_MEMORY_H
#define FOREIGN_MEMORY_H

#include <stddef.h>

/** Copies up to `bytes` bytes from `address`.
 *
 *  The system reads them on the process's behalf and says where nothing is, which a plain read would learn by a trap. Where the system
 *  offers no such way, they are read as they are.
 *
 *  Returns how many of them were there. */
size_t foreign_memory_read(void *room, const void *address, size_t bytes);

#endif
