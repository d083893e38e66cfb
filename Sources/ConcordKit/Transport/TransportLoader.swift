import ConcordABI
import ConcordFiles

/// Loads transports from shared libraries.
public enum TransportLoader {
  /// In a plugin folder, so that no transport is taken for a backend.
  private static let folderName = "transports"

  /// Joins the ranks over the transport that `text` names.
  ///
  /// - Parameters:
  ///   - text: A path, or a name: `mpi` is `transports/libConcordMPI.so`, in any case, in one of the plugin folders.
  ///   - folders: The plugin folders; nil: as backends are looked for.
  ///   - limit: How long another rank is waited for at most.
  /// - Throws: `notFound` where there is none; `invalidArgument` where it is none; what the library throws.
  public static func open(_ text: String, folders: [String]? = nil, limit: Duration) throws(BackendError) -> any Transport {
    let library = try PluginLibrary(text.contains("/") ? text : path(named: text, folders))
    let calls = ForeignCalls()
    let symbol = try library.entry(CONCORD_TRANSPORT_ENTRY, "transport", calls)
    let entry = unsafeBitCast(symbol, to: concord_transport_entry_function.self)
    guard let table = calls.call("concord_transport_entry", { entry(PluginHost.table) }) else {
      throw library.refusal(
        "it does not serve hosts of transport version \(CONCORD_TRANSPORT_VERSION); rebuild it with this Concord's header")
    }
    let checked: CheckedTransport
    do throws(ForeignTable.Problem) { checked = try CheckedTransport(table) } catch { throw library.refusal(error.text) }
    return try LoadedTransport(checked, calls, limit: limit)
  }

  private static func path(named name: String, _ folders: [String]?) throws(BackendError) -> String {
    let folders = (folders ?? BackendCatalog(builtIn: []).folders).map { "\($0)/\(folderName)" }
    let wanted = "libconcord\(name.lowercased()).so"
    for folder in folders {
      if let file = try? Folder.names(folder).sorted().first(where: { $0.lowercased() == wanted }) {
        return "\(folder)/\(file)"
      }
    }
    throw BackendError(
      .notFound,
      "no transport is called '\(name.printable())': there is no libConcord….so of that name in "
        + folders.map { $0.printable() }.joined(separator: ", ")
        + "; scripts/install puts that of MPI there where MPI is installed, and a path names any other, as Plugins/MPI/libConcordMPI.so"
    )
  }
}
