import ConcordABI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The options of `device_open` as structs of the C ABI. Owns their strings.
final class OptionEncoder {
  let options: [concord_option]

  init(_ source: [String: String]) {
    options = source.sorted { $0.key < $1.key }.map { name, value in
      concord_option(
        size: UInt64(MemoryLayout<concord_option>.size), name: UnsafePointer(strdup(name)),
        value: UnsafePointer(strdup(value)))
    }
  }

  deinit {
    for option in options {
      free(UnsafeMutablePointer(mutating: option.name))
      free(UnsafeMutablePointer(mutating: option.value))
    }
  }
}
