# How programs run under sanitizers. Sourced after common.bash.
# shellcheck shell=bash disable=SC2154

# A block that is too large is refused, as without a sanitizer: plugins must answer that with an error. Names of what was suppressed
# would be among the words of a program that tests read.
sanitizer_options() {
  local folder=$root/scripts/lib/sanitizers
  printf '%s\n' \
    ASAN_OPTIONS=allocator_may_return_null=1:detect_stack_use_after_return=1 \
    "LSAN_OPTIONS=suppressions=$folder/leaks.suppressions:print_suppressions=0" \
    "TSAN_OPTIONS=allocator_may_return_null=1:history_size=4:suppressions=$folder/thread.suppressions:print_suppressions=0" \
    UBSAN_OPTIONS=print_stacktrace=1
}

# The first line of each report.
# shellcheck disable=SC2034 # for those who source this file
sanitizer_report='(ERROR: (Address|Leak|Thread)Sanitizer|WARNING: ThreadSanitizer|SUMMARY: UndefinedBehaviorSanitizer)'
