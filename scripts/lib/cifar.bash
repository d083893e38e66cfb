# A small CIFAR-10 of real images. Sourced.
# shellcheck shell=bash

# cut_cifar FROM TO TRAINING TEST: the first images of the set in FROM/cifar10, in TO/cifar10; a row is a label and 3,072 pixels.
cut_cifar() {
  local part whole
  mkdir -p "$2/cifar10"
  for part in data_batch_1:$3 test_batch:$4; do
    whole=$(mktemp) # a file, because `head` in a pipe would end `gunzip` with a signal
    if [[ -e $1/cifar10/${part%:*}.bin ]]; then
      cp "$1/cifar10/${part%:*}.bin" "$whole"
    else
      gunzip -c "$1/cifar10/${part%:*}.bin.gz" >"$whole"
    fi
    head -c $((3073 * ${part#*:})) "$whole" >"$2/cifar10/${part%:*}.bin"
    rm "$whole"
  done
}

# has_cifar: whether the real files are at hand. Says nothing.
has_cifar() { [[ -n ${CONCORD_DATA_DIR:-} && -d $CONCORD_DATA_DIR/cifar10 ]]; }
