#include <concord_backend.h>
