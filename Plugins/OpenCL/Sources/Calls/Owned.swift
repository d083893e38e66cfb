import COpenCL
import ConcordKit

/// What tests count.
protocol ObservedKind {}

/// What an OpenCL handle is a handle of. C gives all of them one pointer type in Swift; these keep them apart.
protocol OwnedKind: ObservedKind {
  static var releaseFunction: OpenCLFunction { get }
  static func release(_ pointer: OpaquePointer) -> cl_int
}

enum ContextKind: OwnedKind {
  static let releaseFunction = OpenCLFunction.releaseContext
  static func release(_ pointer: OpaquePointer) -> cl_int { clReleaseContext(pointer) }
}

enum QueueKind: OwnedKind {
  static let releaseFunction = OpenCLFunction.releaseCommandQueue
  static func release(_ pointer: OpaquePointer) -> cl_int { clReleaseCommandQueue(pointer) }
}

enum MemoryKind: OwnedKind {
  static let releaseFunction = OpenCLFunction.releaseMemObject
  static func release(_ pointer: OpaquePointer) -> cl_int { clReleaseMemObject(pointer) }
}

enum ProgramKind: OwnedKind {
  static let releaseFunction = OpenCLFunction.releaseProgram
  static func release(_ pointer: OpaquePointer) -> cl_int { clReleaseProgram(pointer) }
}

enum KernelKind: OwnedKind {
  static let releaseFunction = OpenCLFunction.releaseKernel
  static func release(_ pointer: OpaquePointer) -> cl_int { clReleaseKernel(pointer) }
}

enum EventKind: OwnedKind {
  static let releaseFunction = OpenCLFunction.releaseEvent
  static func release(_ pointer: OpaquePointer) -> cl_int { clReleaseEvent(pointer) }
}

/// The one owner of an OpenCL object, which is released with it.
final class Owned<Kind: OwnedKind> {
  let pointer: OpaquePointer
  let calls: OpenCLCalls
  /// What must outlive the object.
  private let base: AnyObject?

  init(_ pointer: OpaquePointer, over base: AnyObject? = nil, calls: OpenCLCalls) {
    self.pointer = pointer
    self.base = base
    self.calls = calls
    calls.observer?.didCreate(Kind.self)
  }

  deinit {
    // Released even where a test refuses the call: a refusal stands for a driver that reports a failure.
    let refused = calls.observer?.willCall(Kind.releaseFunction) ?? .success
    let released = OpenCLStatus(rawValue: Kind.release(pointer))
    calls.observer?.didRelease(Kind.self)
    let status = refused == .success ? released : refused
    if status != .success { BackendExporter.log(.warning, "\(Kind.releaseFunction) returned \(status)") }
  }
}

typealias Context = Owned<ContextKind>
typealias Queue = Owned<QueueKind>
typealias MemoryObject = Owned<MemoryKind>
typealias BuiltProgram = Owned<ProgramKind>
typealias Kernel = Owned<KernelKind>
typealias Event = Owned<EventKind>
