import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The shared library of a plugin, of whichever kind, looked at before any of its code runs.
struct PluginLibrary {
  /// Which file it is, whatever the path.
  struct File: Hashable {
    var device: UInt64
    var node: UInt64
  }

  let path: String
  let file: File

  /// - Throws: `notFound` where there is no such file; `invalidArgument` where it is no regular file, or others than its user could change it.
  init(_ path: String) throws(BackendError) {
    self.path = path
    do throws(SystemError) {
      _ = try FileStatus(path)
    } catch {
      throw BackendError(.notFound, "there is no plugin at '\(path.printable())': \(error)")
    }
    do throws(FileError) {
      // Not only looked at: the loader would wait for the other end of a pipe.
      let file = try RegularFile(path)
      try PluginTrust.check(path)
      self.file = File(device: file.status.device, node: file.status.inode)
    } catch {
      throw BackendError(.invalidArgument, "the plugin \(error)")
    }
  }

  func refusal(_ problem: String) -> BackendError {
    BackendError(.invalidArgument, "the plugin '\(path.printable())' cannot be used: \(problem)")
  }

  /// Loads it, and finds the one function that it exports.
  ///
  /// - Parameter kind: `backend`, for messages.
  func entry(_ name: String, _ kind: String, _ calls: ForeignCalls) throws(BackendError) -> UnsafeMutableRawPointer {
    // A name without a slash would be searched for in the system's folders.
    let place = path.contains("/") ? path : "./\(path)"
    guard let library = calls.call("the loading of the library", { dlopen(place, RTLD_NOW | RTLD_LOCAL) }) else {
      let reason = dlerror().map { String(cString: $0).printable() } ?? "the system does not say why"
      throw refusal("it does not load as a shared library (\(reason))")
    }
    guard let symbol = dlsym(library, name) else {
      throw refusal("it exports no function '\(name)', so it is not a Concord \(kind)")
    }
    guard ForeignCode.isThere(UInt(bitPattern: symbol)) else {
      throw refusal("what it exports as '\(name)' is no function")
    }
    return symbol
  }
}
