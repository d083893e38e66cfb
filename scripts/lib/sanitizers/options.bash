# How programs run under sanitizers. Sourced after common.bash.
# shellcheck shell=bash disable=SC2154

# As without a sanitizer, a block that is too large is refused, because plugins must answer that with an error, and what crashes ends by
# its signal. A thread's stack for signals is LLVM's where PoCL compiled in it: the sanitizer, who would free it as its own, has none.
# Freed blocks are kept from use for a while, but not so many that the suite misses memory. Names of what was suppressed
# would be among the words of a program that tests read.
sanitizer_options() {
  local folder=$root/scripts/lib/sanitizers
  local common=allocator_may_return_null=1:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:use_sigaltstack=0
  printf '%s\n' \
    "ASAN_OPTIONS=$common:detect_stack_use_after_return=1:quarantine_size_mb=16" \
    "LSAN_OPTIONS=suppressions=$folder/leaks.suppressions:print_suppressions=0" \
    "TSAN_OPTIONS=$common:history_size=4:suppressions=$folder/thread.suppressions:print_suppressions=0" \
    UBSAN_OPTIONS=print_stacktrace=1
}

# The first line of each report.
# shellcheck disable=SC2034 # for those who source this file
sanitizer_report='(ERROR: (Address|Leak|Thread)Sanitizer|WARNING: ThreadSanitizer|SUMMARY: UndefinedBehaviorSanitizer)'
