# Installing what is missing with apt. Sourced after common.bash.
# shellcheck shell=bash

# What is missing for a build, one package a line. Asks for what the build uses rather than for packages, so that it is also
# right where the libraries came from elsewhere.
missing_build_packages() {
  compiles zlib.h z || say zlib1g-dev
  compiles openssl/evp.h crypto || say libssl-dev
  compiles png.h png || say libpng-dev
  compiles turbojpeg.h turbojpeg || say libturbojpeg0-dev
  has pkg-config || say pkg-config
}

# What is missing to build the OpenCL backend.
missing_opencl_headers() {
  if opencl_builds; then return 0; fi
  say ocl-icd-opencl-dev
  say opencl-headers
}

# The same, and what runs it on the processor.
missing_opencl_packages() {
  missing_opencl_headers
  if [[ ! -e /etc/OpenCL/vendors/pocl.icd ]]; then say pocl-opencl-icd; fi
}

# What only tests use: they say aloud what they leave out without it.
missing_test_packages() {
  has cmake || say cmake # builds the C plugins in the way that their READMEs show
  has shellcheck || say shellcheck
  has mpicc && has mpirun || printf 'libopenmpi-dev\nopenmpi-bin\n' # trainings on several ranks
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif ! has sudo; then
    complain "not root, and sudo is not here"
    return 1
  elif [[ -t 0 ]]; then
    sudo "$@"
  else
    sudo -n "$@" # no terminal: failing is better than waiting for a password that nobody types
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 \
    -o Acquire::http::Timeout=30 -o Dpkg::Use-Pty=0 "$@"
}

# install_packages PACKAGE…: nothing to do is a success. Says what it does, and why where it fails.
install_packages() {
  (($#)) || return 0
  if ! has apt-get; then
    complain "missing: $*; there is no apt-get here, so install their like with this system's package manager"
    return 1
  fi
  say "installing with apt: $*"
  local log
  log=$(mktemp)
  # The package lists may be absent (a fresh image) or old: fetch them only when that shows, it takes as long as all the rest.
  if apt_get install -y --no-install-recommends "$@" >"$log" 2>&1 ||
    { apt_get update >"$log" 2>&1 && apt_get install -y --no-install-recommends "$@" >>"$log" 2>&1; }; then
    rm -f "$log"
    return 0
  fi
  complain "could not install $*: $(grep -m1 -E '^E:|sudo' "$log" || tail -n 1 "$log")"
  rm -f "$log"
  return 1
}
