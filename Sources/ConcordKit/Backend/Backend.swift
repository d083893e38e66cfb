/// Something that runs programs: the reference, OpenCL, or a library loaded at run time.
///
/// May be used from any thread.
public protocol Backend: Sendable {
  /// Lower case, one word: `opencl`.
  var name: String { get }
  /// The backend's version, as text for people.
  var version: String { get }

  /// The devices that are there now, unopened, in an order that is the same each time.
  func devices() throws(BackendError) -> [DeviceInfo]

  /// Opens device `index` of ``devices()`` and checks that it computes the contract's bits.
  ///
  /// - Parameters:
  ///   - index: Of ``devices()``.
  ///   - options: By name; a backend ignores those that it does not know. `allow-non-conforming`: `true` opens a device
  ///     that fails the check, and labels it.
  /// - Throws: `notFound`, `nonConforming`, or what the driver says.
  func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device

  /// All that is known of device `index` of ``devices()``, for the person who finds out why it fails. Opens it, and closes it; that it
  /// cannot be opened is one of the facts.
  ///
  /// A backend may have none.
  func facts(device index: Int) throws(BackendError) -> [DeviceFact]
}

extension Backend {
  public func facts(device index: Int) throws(BackendError) -> [DeviceFact] { [] }
}

/// An open device. Used by one thread at a time, together with all that came from it.
///
/// Runs, writes and reads take effect in the order in which they are asked for.
public protocol Device: AnyObject {
  /// What the device is.
  var info: DeviceInfo { get }

  /// Takes `byteCount` > 0 bytes of device memory, zeroed. The only call that takes any. The memory goes back when the last
  /// reference to the buffer does.
  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer

  /// Chooses, by trying, among the ways in which the device can serve the program's operations, where it was opened to do so; returns what
  /// it chose now. What it chose before, or found in a cache, it does not try again.
  ///
  /// Comes before ``workspace(for:)``: another way may need another workspace. Memory that it takes is given back before it returns.
  func tune(_ program: Program) throws(BackendError) -> [TunedChoice]

  /// The bytes of workspace that each operation needs on this device. It depends on the operation, its attributes and the types of its
  /// tensors, and on nothing around it.
  ///
  /// Places in the program are ignored; nothing is allocated, nothing changes.
  /// - Throws: `unsupported`, with the operation's index, where the device does not serve one.
  func workspace(for program: Program) throws(BackendError) -> [Int]

  /// Prepares a program for many runs.
  ///
  /// - Parameters:
  ///   - program: Valid (``Program/validate(bufferByteCounts:)``); its workspaces as large as ``workspace(for:)`` said.
  ///   - buffers: What the program's places index; buffers of this device. They must outlive the result's last run.
  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram

  /// Waits until all that was asked for is done.
  func synchronize() throws(BackendError)

  /// Measures how fast the device is at best.
  ///
  /// - Parameter scratch: A buffer of this device, of at least 768 bytes, which is overwritten. Where it is smaller than the
  ///   device's caches, it is their rate that is found.
  /// - Throws: `unsupported` where the backend has no way to measure it.
  func measurePeak(scratch: any DeviceBuffer) throws(BackendError) -> DevicePeak
}

extension Device {
  public func tune(_ program: Program) throws(BackendError) -> [TunedChoice] { [] }

  public func measurePeak(scratch: any DeviceBuffer) throws(BackendError) -> DevicePeak {
    throw BackendError(.unsupported, "this backend does not measure how fast \(info.name) is at best")
  }
}

/// Device memory. Released with its last reference.
public protocol DeviceBuffer: AnyObject {
  /// The size in bytes.
  var byteCount: Int { get }

  /// Copies `bytes` to `offset`; they may be changed as soon as it returns.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BackendError)

  /// Copies from `offset` into `bytes`; returns when they are there.
  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError)

  /// Asks for `byteCount` bytes from `offset` on, as what was asked for so far leaves them, and may return before they are there. So
  /// what one run made is read while the device is at the next.
  ///
  /// A backend that has no way to do so waits.
  func startRead(at offset: Int, byteCount: Int) throws(BackendError) -> any PendingRead
}

extension DeviceBuffer {
  public func startRead(at offset: Int, byteCount: Int) throws(BackendError) -> any PendingRead {
    try CompleteRead(of: self, at: offset, byteCount: byteCount)
  }
}

/// A program that is ready to run. Released with its last reference.
public protocol CompiledProgram: AnyObject {
  /// Asks for one run; may return before it is done.
  ///
  /// - Parameter scalars: One 32-bit pattern for each scalar of the program.
  func run(_ scalars: [UInt32]) throws(BackendError)

  /// Runs once, with the same results as ``run(_:)``, waits for it, and tells when each of its launches was at work, in the order
  /// in which they were asked for. It may take longer than a plain run.
  ///
  /// - Throws: `unsupported` where the backend has no way to tell.
  func profile(_ scalars: [UInt32]) throws(BackendError) -> [LaunchRecord]
}

extension CompiledProgram {
  public func profile(_ scalars: [UInt32]) throws(BackendError) -> [LaunchRecord] {
    throw BackendError(.unsupported, "this backend does not tell when its kernels were at work")
  }
}
