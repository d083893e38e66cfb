# What must be refused. Sourced after training.bash.
# shellcheck shell=bash disable=SC2154

# refused NAME PATTERN ARGUMENT…: `concord ARGUMENT…` must exit with another status than 0 without dying of a signal, say one line
# on the standard error that matches PATTERN (an extended regular expression, in any case), and leave no file where it ran.
# Variables set before the call, as in `POCL_MEMORY_LIMIT=1 refused …`, reach the command.
refused() {
  local name=$1 pattern=$2 status=0 folder lines problems=()
  folder=$(mktemp -d "$work/refused.XXXXXX")
  (cd "$folder" && timeout 120 "$concord" "${@:3}" >"$work/refused.out" 2>"$work/refused.err") || status=$?
  ((status != 0)) || problems+=("it exited with 0")
  ((status < 124)) || problems+=("it exited with $status: a signal or a timeout")
  lines=$(grep -c . "$work/refused.err" || true)
  [[ $lines == 1 ]] || problems+=("$lines lines on the standard error, not one")
  grep -qiE -- "$pattern" "$work/refused.err" || problems+=("nothing there that matches $pattern")
  [[ -z $(ls -A "$folder") ]] || problems+=("it left behind: $(ls -A "$folder")")
  if ((${#problems[@]} == 0)); then
    ok "$name"
  else
    fail "$name" "concord ${*:3}" "${problems[@]}" "$(head -n 4 "$work/refused.err")"
  fi
}

# refused_training NAME PATTERN ARGUMENT…: a training run that would write two files, were it not refused.
refused_training() {
  refused "$1" "$2" train --report report.json --save parameters.safetensors --steps 2 "${@:3}"
}
