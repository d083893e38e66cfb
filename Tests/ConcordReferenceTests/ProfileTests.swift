import ConcordKit
import ConcordTestSupport
import Testing

@Suite("Reference profile")
struct ProfileTests {
  @Test("each operation is one launch under its name, after the one before, and computes what a run computes")
  func launches() throws {
    let device = try Reference.device()
    let buffer = try device.allocate(byteCount: 1024)
    var builder = ProgramBuilder()
    let x = builder.tensor(TensorType([2, 3]))
    let b = builder.tensor(TensorType([3]))
    try builder.add(Activation(.relu), builder.add(BiasAdd(), [x, b]))
    try ([1, -2, 3, -4, 5, -6] as [Float]).withUnsafeBytes { try buffer.write($0, at: 0) }
    try ([0.5, 1, 8] as [Float]).withUnsafeBytes { try buffer.write($0, at: 256) }
    let launches = try device.compile(builder.program, buffers: [buffer]).profile([])
    #expect(launches.map(\.operation) == [0, 1])
    #expect(launches.map(\.name) == ["bias_add", "activation"])
    #expect(launches[0].start <= launches[0].end)
    #expect(launches[0].end <= launches[1].start)
    #expect(launches[1].start <= launches[1].end)
    var results = [Float](repeating: 0, count: 6)
    try results.withUnsafeMutableBytes { try buffer.read(into: $0, at: 768) }
    #expect(results == [1.5, 0, 11, 0, 6, 2])
  }

  @Test("a wrong number of scalars is refused")
  func scalars() throws {
    let device = try Reference.device()
    let compiled = try device.compile(Program(), buffers: [])
    let error = #expect(throws: BackendError.self) { _ = try compiled.profile([1]) }
    #expect(error?.code == .invalidArgument)
  }

  @Test("it does not say how fast it could be")
  func peak() throws {
    let device = try Reference.device()
    let scratch = try device.allocate(byteCount: 768)
    let error = #expect(throws: BackendError.self) { _ = try device.measurePeak(scratch: scratch) }
    #expect(error?.code == .unsupported)
  }
}
