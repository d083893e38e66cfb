import ConcordABI
import ConcordFiles
import Synchronization

/// Loads backends from shared libraries.
///
/// A library is loaded once per file, whatever the path, and stays until the process ends: objects of it may live anywhere, and
/// a Swift library cannot be unloaded.
public enum PluginLoader {
  private static let loaded = Mutex<[PluginLibrary.File: LoadedBackend]>([:])

  /// Loads the backend in the library at `path`.
  ///
  /// - Throws: `notFound` where there is no such file; `invalidArgument` where it is not a backend, or others than its user could
  ///   change it, with what is wrong with it.
  public static func load(path: String) throws(BackendError) -> any Backend {
    let library = try PluginLibrary(path)
    let result: Result<LoadedBackend, BackendError> = loaded.withLock { loaded in
      if let backend = loaded[library.file] { return .success(backend) }
      do throws(BackendError) {
        let backend = try open(library)
        loaded[library.file] = backend
        return .success(backend)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// The call into a plugin that a thread is in now, by its name in the header; where there are several, one of them.
  public static var callUnderWay: String? { ForeignCalls.underWay }

  private static func open(_ library: PluginLibrary) throws(BackendError) -> LoadedBackend {
    let calls = ForeignCalls()
    let symbol = try library.entry(CONCORD_BACKEND_ENTRY, "backend", calls)
    let entry = unsafeBitCast(symbol, to: concord_backend_entry_function.self)
    guard let table = calls.call("concord_backend_entry", { entry(PluginHost.table) }) else {
      throw library.refusal(
        "it does not serve hosts of ABI version \(CONCORD_ABI_VERSION); rebuild it with this Concord's header")
    }
    do throws(ForeignTable.Problem) {
      return LoadedBackend(try CheckedTable(table), calls)
    } catch {
      throw library.refusal(error.text)
    }
  }
}
