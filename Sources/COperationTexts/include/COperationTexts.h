// What the repository says of operations, in the program: so that `concord op NAME --describe` cannot say anything else.
#ifndef CONCORD_OPERATION_TEXTS_H
#define CONCORD_OPERATION_TEXTS_H

/// docs/numerics.md.
const char *concord_numerics_text(void);

/// The files of Sources/ConcordKit/Vocabulary, one after another.
const char *concord_vocabulary_text(void);

#endif
