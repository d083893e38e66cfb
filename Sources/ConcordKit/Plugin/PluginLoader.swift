import ConcordABI
import ConcordFiles
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Loads backends from shared libraries.
///
/// A library is loaded once per file, whatever the path, and stays until the process ends: objects of it may live anywhere, and
/// a Swift library cannot be unloaded.
public enum PluginLoader {
  private struct File: Hashable {
    var device: UInt64
    var node: UInt64
  }

  private static let loaded = Mutex<[File: LoadedBackend]>([:])

  /// Loads the backend in the library at `path`.
  ///
  /// - Throws: `notFound` where there is no such file; `invalidArgument` where it is not a backend, or others than its user could
  ///   change it, with what is wrong with it.
  public static func load(path: String) throws(BackendError) -> any Backend {
    let status = try status(path)
    let file = File(device: status.device, node: status.inode)
    let result: Result<LoadedBackend, BackendError> = loaded.withLock { loaded in
      if let backend = loaded[file] { return .success(backend) }
      do throws(BackendError) {
        let backend = try open(path)
        loaded[file] = backend
        return .success(backend)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// The call into a plugin that a thread is in now, by its name in the header; where there are several, one of them.
  public static var callUnderWay: String? { ForeignCalls.underWay }

  private static func status(_ path: String) throws(BackendError) -> FileStatus {
    do throws(SystemError) {
      _ = try FileStatus(path)
    } catch {
      throw BackendError(.notFound, "there is no plugin at '\(path.printable())': \(error)")
    }
    do throws(FileError) {
      // Not only looked at: the loader would wait for the other end of a pipe.
      let file = try RegularFile(path)
      try PluginTrust.check(path)
      return file.status
    } catch {
      throw BackendError(.invalidArgument, "the plugin \(error)")
    }
  }

  private static func open(_ path: String) throws(BackendError) -> LoadedBackend {
    func refuse(_ problem: String) -> BackendError {
      BackendError(.invalidArgument, "the plugin '\(path.printable())' cannot be used: \(problem)")
    }
    let calls = ForeignCalls()
    // A name without a slash would be searched for in the system's folders.
    let place = path.contains("/") ? path : "./\(path)"
    guard let library = calls.call("the loading of the library", { dlopen(place, RTLD_NOW | RTLD_LOCAL) }) else {
      let reason = dlerror().map { String(cString: $0).printable() } ?? "the system does not say why"
      throw refuse("it does not load as a shared library (\(reason))")
    }
    guard let symbol = dlsym(library, CONCORD_BACKEND_ENTRY) else {
      throw refuse("it exports no function '\(CONCORD_BACKEND_ENTRY)', so it is not a Concord backend")
    }
    guard ForeignCode.isThere(UInt(bitPattern: symbol)) else {
      throw refuse("what it exports as '\(CONCORD_BACKEND_ENTRY)' is no function")
    }
    let entry = unsafeBitCast(symbol, to: concord_backend_entry_function.self)
    guard let table = calls.call("concord_backend_entry", { entry(PluginHost.table) }) else {
      throw refuse("it does not serve hosts of ABI version \(CONCORD_ABI_VERSION); rebuild it with this Concord's header")
    }
    do throws(CheckedTable.Problem) {
      return LoadedBackend(try CheckedTable(table), calls)
    } catch {
      throw refuse(error.text)
    }
  }
}
