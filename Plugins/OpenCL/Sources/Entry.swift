import ConcordABI
import ConcordKit

/// The OpenCL backend as a shared library: the one function that the host looks for.
@_cdecl("concord_backend_entry")
public func concordBackendEntry(_ host: UnsafePointer<concord_host>?) -> UnsafePointer<concord_backend>? {
  BackendExporter.export(OpenCLBackend(), to: host)
}
