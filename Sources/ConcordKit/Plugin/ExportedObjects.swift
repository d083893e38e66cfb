import ConcordABI

/// Swift objects as the opaque handles of the C ABI: a handle owns one reference.
enum Handle {
  static func retain(_ object: AnyObject) -> OpaquePointer {
    OpaquePointer(Unmanaged.passRetained(object).toOpaque())
  }

  static func release(_ handle: OpaquePointer?) {
    guard let handle else { return }
    Unmanaged<AnyObject>.fromOpaque(UnsafeRawPointer(handle)).release()
  }

  static func object<Object: AnyObject>(
    _ handle: OpaquePointer?, as type: Object.Type, _ what: String
  ) throws(BackendError) -> Object {
    guard let handle else { throw BackendError(.invalidArgument, "the \(what) is missing") }
    return Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
  }
}

final class ExportedDevice {
  let device: any Device
  init(_ device: any Device) { self.device = device }
}

final class ExportedBuffer {
  let buffer: any DeviceBuffer
  init(_ buffer: any DeviceBuffer) { self.buffer = buffer }
}

final class ExportedRead {
  let read: any PendingRead
  init(_ read: any PendingRead) { self.read = read }
}

final class ExportedProgram {
  let program: any CompiledProgram
  let scalarCount: Int
  init(_ program: any CompiledProgram, scalarCount: Int) {
    self.program = program
    self.scalarCount = scalarCount
  }
}
