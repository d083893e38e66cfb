# Small IDX files in the shape of MNIST, black images with the label 1. Sourced.
# shellcheck shell=bash

# big_endian NUMBER: 4 bytes.
big_endian() {
  local hex
  hex=$(printf '%08x' "$1")
  printf '%b' "\\x${hex:0:2}\\x${hex:2:2}\\x${hex:4:2}\\x${hex:6:2}"
}

# write_idx_images FILE COUNT: 28 × 28 each.
write_idx_images() {
  { big_endian 2051 && big_endian "$2" && big_endian 28 && big_endian 28 && head -c $((784 * $2)) /dev/zero; } >"$1"
}

# write_idx_labels FILE COUNT [BYTE]: BYTE as printf's %b takes it.
write_idx_labels() {
  { big_endian 2049 && big_endian "$2" && printf "%.0s${3:-\\x01}" $(seq "$2"); } >"$1"
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
