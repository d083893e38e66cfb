import Concord

/// A device that is lost after some runs.
final class LostDevice: Device {
  private let device: any Device
  private var runsLeft: Int

  init(_ device: any Device, afterRuns count: Int) {
    self.device = device
    runsLeft = count
  }

  var info: DeviceInfo { device.info }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer { try device.allocate(byteCount: byteCount) }
  func workspace(for program: Program) throws(BackendError) -> [Int] { try device.workspace(for: program) }
  func synchronize() throws(BackendError) { try device.synchronize() }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    CountedProgram(try device.compile(program, buffers: buffers), of: self)
  }

  private final class CountedProgram: CompiledProgram {
    private let program: any CompiledProgram
    private let device: LostDevice

    init(_ program: any CompiledProgram, of device: LostDevice) { (self.program, self.device) = (program, device) }

    func run(_ scalars: [UInt32]) throws(BackendError) {
      guard device.runsLeft > 0 else { throw BackendError(.deviceLost, "the driver has lost the device") }
      device.runsLeft -= 1
      try program.run(scalars)
    }
  }
}
