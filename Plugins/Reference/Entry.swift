import ConcordABI
import ConcordKit
import ConcordReference

/// The reference backend as a shared library: the one function that the host looks for.
@_cdecl("concord_backend_entry")
public func concordBackendEntry(_ host: UnsafePointer<concord_host>?) -> UnsafePointer<concord_backend>? {
  BackendExporter.export(ReferenceBackend(), to: host)
}
