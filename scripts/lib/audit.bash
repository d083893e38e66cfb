# Counting from outside what reaches an OpenCL driver, with the preloaded library of audit.c. Sourced after training.bash.
# shellcheck shell=bash disable=SC2154

# The backend checks a device's arithmetic when it opens it, with small buffers of its own that it gives back before the host asks for
# anything. So the counting starts anew whenever nothing is alive; what is alive at the end of the run's peak is training's alone.
# A device that shares memory with the host is asked for that, and then for a buffer over it, which takes nothing.

# build_audit: the library, in $work. Says in $work/audit.log why it could not be built.
build_audit() {
  clang -shared -fPIC -O1 -Wall -Werror -o "$work/libaudit.so" "$root/scripts/lib/audit.c" -ldl -lpthread 2>"$work/audit.log"
}

# audited RUN COMMAND…: runs it under the audit, whose lines are then in $work/RUN.audit.
audited() {
  LD_PRELOAD=$work/libaudit.so CONCORD_AUDIT=$work/$1.audit "${@:2}"
}

# audit_counts FILE: the peak of training; the bytes alive at the end; buffers alive at the peak; calls that take memory in other ways.
audit_counts() {
  awk '
    /^other|^sub-buffer/ { others++; next }
    ($1 == "buffer" || $1 == "svm") && $2 > 0 { number++ }
    ($1 == "release" || $1 == "svm-free") && $2 > 0 { number-- }
    $3 == 0 { last = peak; kept = buffers; peak = 0; buffers = 0 }
    $3 > peak { peak = $3; buffers = number }
    { alive = $3 }
    END { if (alive == 0) { peak = last; buffers = kept } print peak + 0, alive + 0, buffers + 0, others + 0 }
  ' "$1"
}
