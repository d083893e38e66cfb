# Counting what was checked. Sourced. Every check is a line that begins with ok, FAILED or skipped; the last line of all counts
# them for machines.
# shellcheck shell=bash

passed=0
failed=0
skipped=0

ok() {
  passed=$((passed + 1))
  say "ok       $1"
}

# fail NAME LINE…: the lines say what was seen.
fail() {
  failed=$((failed + 1))
  say "FAILED   $1"
  shift
  if (($#)); then printf '%s\n' "$@" | sed 's/^/         /'; fi
}

skip() {
  skipped=$((skipped + 1))
  say "skipped  $1: $2"
}

# check_equal NAME SEEN EXPECTED: an empty SEEN never passes, because it is what a failed run leaves.
check_equal() {
  if [[ -n $2 && $2 == "$3" ]]; then ok "$1"; else fail "$1" "seen     ${2:-nothing}" "expected ${3:-nothing}"; fi
}

# check_at_least NAME SEEN LIMIT: numbers, with a fraction or without.
check_at_least() {
  if [[ $2 =~ ^[0-9.]+$ ]] && awk "BEGIN { exit !($2 >= $3) }"; then
    ok "$1: $2"
  else
    fail "$1" "seen ${2:-nothing}, expected at least $3"
  fi
}

# add_counts TEXT: adds the counts of a text as closing_line prints it.
add_counts() {
  local more_passed more_failed more_skipped
  read -r more_passed _ more_failed _ more_skipped _ <<<"$1"
  passed=$((passed + more_passed))
  failed=$((failed + more_failed))
  skipped=$((skipped + more_skipped))
}

closing_line() { say "$passed passed, $failed failed, $skipped skipped"; }
