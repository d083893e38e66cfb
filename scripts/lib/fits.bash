# Whether `concord fit` is right. Sourced after training.bash.
# shellcheck shell=bash disable=SC2154,SC2034

# fits NAME PLAN BYTES MODEL DATASET [ARGUMENT…]: the largest batch for the budget on the runtime NAME, by fit; one step of it under that
# limit; and of one image more, which must be refused, and must really take more.
# Sets `verdict` to `exact` or to what was wrong, `batch` and `peak` to what fit found, `next` to what
# one image more really takes where nothing limits it.
fits() {
  local name=$1 plan=$2 bytes=$3 seen
  local arguments=(--model "$4" --dataset "$5" --optimizer adam --plan "$plan" --backend "$(backend_of "$name")")
  verdict=exact
  if ! in_runtime "$name" "$concord" fit "${arguments[@]}" --memory "$bytes" --json >"$work/fit.json" 2>"$work/fit.log"; then
    verdict="$bytes bytes: $(tail -n 1 "$work/fit.log")"
    return
  fi
  batch=$(json_value "$work/fit.json" largest)
  peak=$(json_value "$work/fit.json" peak)
  if ! in_runtime "$name" "$concord" train "${arguments[@]}" "${@:6}" --steps 1 --batch-size "$batch" --memory-limit "$bytes" --json \
    >"$work/fits.json" 2>"$work/fit.log"; then
    verdict="$bytes bytes: a batch of $batch: $(tail -n 1 "$work/fit.log")"
    return
  fi
  seen=$(json_value "$work/fits.json" peakAllocated)
  if [[ $seen != "$peak" ]] || ((seen > bytes)); then
    verdict="$bytes bytes: a batch of $batch took $seen, fit said $peak"
  elif in_runtime "$name" "$concord" train "${arguments[@]}" "${@:6}" --steps 1 --batch-size $((batch + 1)) --memory-limit "$bytes" \
    >"$work/more.log" 2>&1; then
    verdict="$bytes bytes: a batch of $((batch + 1)) fits too"
  elif ! grep -q 'not enough device memory' "$work/more.log"; then
    verdict="$bytes bytes: a batch of $((batch + 1)): $(tail -n 1 "$work/more.log")"
  elif ! in_runtime "$name" "$concord" memory "${arguments[@]}" --batch-size $((batch + 1)) --measure --json >"$work/more.json" \
    2>"$work/more.log"; then
    verdict="$bytes bytes: a batch of $((batch + 1)), without a limit: $(tail -n 1 "$work/more.log")"
  else
    next=$(json_value "$work/more.json" peakAllocated)
    if ((next <= bytes)); then verdict="$bytes bytes: a batch of $((batch + 1)) was refused, but took $next"; fi
  fi
}
