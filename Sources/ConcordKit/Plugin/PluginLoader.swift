import ConcordABI
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
  /// - Throws: `notFound` where there is no such file; `invalidArgument` where it is not a backend, with what is wrong with it.
  public static func load(path: String) throws(BackendError) -> any Backend {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw BackendError(.notFound, "there is no plugin at '\(path)': \(String(cString: strerror(errno)))")
    }
    let file = File(device: UInt64(status.st_dev), node: UInt64(status.st_ino))
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

  private static func open(_ path: String) throws(BackendError) -> LoadedBackend {
    func refuse(_ problem: String) -> BackendError {
      BackendError(.invalidArgument, "the plugin '\(path)' cannot be used: \(problem)")
    }
    // A name without a slash would be searched for in the system's folders.
    guard let library = dlopen(path.contains("/") ? path : "./\(path)", RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "the system does not say why"
      throw refuse("it does not load as a shared library (\(reason))")
    }
    guard let symbol = dlsym(library, CONCORD_BACKEND_ENTRY) else {
      throw refuse("it exports no function '\(CONCORD_BACKEND_ENTRY)', so it is not a Concord backend")
    }
    let entry = unsafeBitCast(symbol, to: concord_backend_entry_function.self)
    guard let table = entry(PluginHost.table) else {
      throw refuse("it does not serve hosts of ABI version \(CONCORD_ABI_VERSION); rebuild it with this Concord's header")
    }
    if let problem = TableCheck.problem(of: table) { throw refuse(problem) }
    return LoadedBackend(table)
  }
}
