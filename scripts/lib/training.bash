# Running `concord train` in one runtime or another and reading its report. Sourced after common.bash, report.bash and checks.bash.
# shellcheck shell=bash

concord=${CONCORD:-$root/.build/release/concord}
plugins=$(dirname "$concord")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CONCORD_BACKEND CONCORD_CONFIG CONCORD_PLUGIN_PATH # a developer's settings are not the tests'

declare -A device_texts settings # per runtime: the text for --backend; the variables, separated by tabs
runtimes=()                      # the names of those that work here

# load_runtimes: from the file that CONCORD_TEST_RUNTIMES names, else by asking.
load_runtimes() {
  local name text variables
  while IFS=$'\t' read -r name text variables; do
    runtimes+=("$name")
    device_texts[$name]=$text
    settings[$name]=$variables
  done < <(if [[ -n ${CONCORD_TEST_RUNTIMES:-} ]]; then cat "$CONCORD_TEST_RUNTIMES"; else "$root/scripts/runtimes"; fi)
}

has_runtime() { [[ -n ${device_texts[$1]:-} ]]; }

# in_runtime NAME COMMAND…: with the variables of a runtime, or as it is where NAME is none. What hangs is ended.
in_runtime() {
  local variables=()
  if has_runtime "$1"; then IFS=$'\t' read -ra variables <<<"${settings[$1]}"; fi
  env "${variables[@]}" timeout "${CONCORD_TEST_LONG:+3}600" "${@:2}"
}

# backend_of NAME: a runtime's device, the built-in reference, the reference as a plugin, or the plugin at a path.
backend_of() {
  case $1 in
    */*) say "$1" ;;
    reference) say reference ;;
    plugin) say "$plugins/libConcordReference.so" ;;
    *) say "${device_texts[$1]}" ;;
  esac
}

# train RUN NAME ARGUMENT…: trains on NAME (as backend_of takes it); the report is $work/RUN.json, the output $work/RUN.log.
# Fails aloud.
train() {
  local run=$1 name=$2
  if ! in_runtime "$name" "$concord" train --backend "$(backend_of "$name")" --report "$work/$run.json" "${@:3}" \
    >"$work/$run.log" 2>&1; then
    say "         concord train --backend $(backend_of "$name") ${*:3}"
    tail -n 3 "$work/$run.log" | sed 's/^/         /'
    return 1
  fi
}

# check_same_parameters LABEL RUN OTHER: whether both runs' parameters are the same to the bit.
check_same_parameters() {
  check_equal "$1" "$(parameters_hash "$work/$2.json" 2>/dev/null)" "$(parameters_hash "$work/$3.json" 2>/dev/null)"
}

# has_mnist: whether the real files are at hand. Says nothing.
has_mnist() { [[ -n ${CONCORD_DATA_DIR:-} && -d $CONCORD_DATA_DIR/mnist ]]; }
