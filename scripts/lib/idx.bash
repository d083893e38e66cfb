# Small IDX files in the shape of MNIST. Sourced.
# shellcheck shell=bash

# big_endian NUMBER: 4 bytes.
big_endian() {
  local hex
  hex=$(printf '%08x' "$1")
  printf '%b' "\\x${hex:0:2}\\x${hex:2:2}\\x${hex:4:2}\\x${hex:6:2}"
}

# write_idx_images FILE COUNT: black, 28 × 28 each.
write_idx_images() {
  { big_endian 2051 && big_endian "$2" && big_endian 28 && big_endian 28 && head -c $((784 * $2)) /dev/zero; } >"$1"
}

# write_idx_labels FILE COUNT [BYTE]: BYTE as printf's %b takes it.
write_idx_labels() {
  { big_endian 2049 && big_endian "$2" && printf "%.0s${3:-\\x01}" $(seq "$2"); } >"$1"
}

# cut_idx FROM TO HEADER ROW COUNT: the first COUNT rows of ROW bytes of the file FROM, plain or FROM.gz, whose header has HEADER
# bytes; its second word is the count.
cut_idx() {
  local whole
  whole=$(mktemp) # a file, because `head` in a pipe would end `gunzip` with a signal
  if [[ -e $1 ]]; then cp "$1" "$whole"; else gunzip -c "$1.gz" >"$whole"; fi
  { head -c 4 "$whole" && big_endian "$5" && head -c $(($3 + $4 * $5)) "$whole" | tail -c +9; } >"$2"
  rm "$whole"
}

# cut_mnist FROM TO TRAINING TEST: the first images of the real set in FROM/mnist, in TO/mnist, for devices that are too slow for
# all of them: every training run ends with a pass over the test images.
cut_mnist() {
  local part count
  mkdir -p "$2/mnist"
  for part in train:$3 t10k:$4; do
    count=${part#*:}
    part=${part%:*}
    cut_idx "$1/mnist/$part-images-idx3-ubyte" "$2/mnist/$part-images-idx3-ubyte" 16 784 "$count"
    cut_idx "$1/mnist/$part-labels-idx1-ubyte" "$2/mnist/$part-labels-idx1-ubyte" 8 1 "$count"
  done
}

# write_idx_set FOLDER: ten images for training and ten for test, anew, in FOLDER/mnist.
write_idx_set() {
  rm -rf "$1/mnist"
  mkdir -p "$1/mnist"
  write_idx_images "$1/mnist/train-images-idx3-ubyte" 10
  write_idx_labels "$1/mnist/train-labels-idx1-ubyte" 10
  write_idx_images "$1/mnist/t10k-images-idx3-ubyte" 10
  write_idx_labels "$1/mnist/t10k-labels-idx1-ubyte" 10
}
