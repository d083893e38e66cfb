import Concord
import Testing

/// The reference, called a GPU.
private final class CalledGPU: Device {
  private let device: any Device
  let info: DeviceInfo

  init(_ device: any Device) {
    self.device = device
    var info = device.info
    info.kind = .gpu
    self.info = info
  }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer { try device.allocate(byteCount: byteCount) }
  func workspace(for program: Program) throws(BackendError) -> [Int] { try device.workspace(for: program) }
  func synchronize() throws(BackendError) { try device.synchronize() }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    try device.compile(program, buffers: buffers)
  }
}

@Suite("Places of micro-batches")
struct BatchPlaceTests {
  @Test(
    "on a GPU two micro-batches have a place, to the byte as predicted, and the bits are those of one place",
    arguments: [64, 10])
  func two(micro: Int) throws {
    let one = try TrainingRun(micro: micro, epochs: 2)
    let two = try TrainingRun(micro: micro, epochs: 2, on: CalledGPU(Samples.device()))
    #expect(two.hash == one.hash && two.result.losses.values == one.result.losses.values)
    #expect(two.result.accuracy == one.result.accuracy)
    #expect((one.session.planned.batchPlaces, two.session.planned.batchPlaces) == (1, 2))
    #expect(two.session.memory.isExact && two.result.ledgerMovements == 0)
    for category in MemoryCategory.allCases {
      let times = category == .batch ? 2 : 1
      #expect(two.session.prediction[category] == times * one.session.prediction[category], "\(category)")
    }
    #expect(two.session.ledger.totalByteCount > one.session.ledger.totalByteCount)
    let (measured, predicted) = (
      two.session.timeline, try MemoryModel.timeline(two.session.planned.step, two.session.prediction)
    )
    #expect(measured == predicted)
  }
}
