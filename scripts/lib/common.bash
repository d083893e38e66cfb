# Shared by the scripts: where things are, and how the scripts speak. Sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

# What scripts install for themselves lives here, outside of the project, so that a clean checkout finds it again.
# A path that is relative is as good as none (XDG base directory specification).
if [[ ${XDG_CACHE_HOME:-} == /* ]]; then
  cache=$XDG_CACHE_HOME/concord
elif [[ -n ${HOME:-} ]]; then
  cache=$HOME/.cache/concord
else
  cache=$root/.build/cache
fi
# shellcheck disable=SC2034 # for those who source this file
runtimes_folder=$cache/runtimes

say() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# A title that stands out in a long log.
title() { printf '\n== %s\n' "$*"; }

# compiles HEADER LIBRARY: whether a C program can include the one and link the other. Swift's own clang is always there.
compiles() {
  printf '#include <%s>\nint main(void) { return 0; }\n' "$1" |
    clang -DCL_TARGET_OPENCL_VERSION=300 -x c - -l"$2" -o /dev/null >/dev/null 2>&1
}

opencl_builds() { compiles CL/cl.h OpenCL; }
