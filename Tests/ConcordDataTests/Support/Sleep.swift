#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lets other threads go on for a while.
func sleepMilliseconds(_ milliseconds: UInt32) {
  usleep(1000 * milliseconds)
}
