import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("launches that would take long", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct LaunchLimitTests {
  private static func open(_ pretended: String, _ limit: String? = nil) throws -> OpenCLDevice {
    let options = ["pretend": pretended].merging(limit.map { ["launch-limit": $0] } ?? [:]) { $1 }
    return try #require(TestDevice.open(options) as? OpenCLDevice)
  }

  @Test("pieces have every group once, and are as many as asked for or as there are groups", arguments: [1, 2, 3, 7, 1000])
  func pieces(count: Int) {
    for (items, local) in [([1], [64]), ([1000], [64]), ([16 * 50, 16], [16, 16]), ([1000, 3, 2], [16, 4, 1])] {
      let grid = WorkGrid(items: items, local: local)
      let pieces = grid.pieces(count)
      #expect(pieces.count <= count)
      var next = 0
      for piece in pieces {
        #expect(piece.offset[0] == next && piece.offset.dropFirst().allSatisfy { $0 == 0 })
        #expect(piece.global[0] > 0 && piece.global[0] % local[0] == 0 && piece.global.dropFirst() == grid.global.dropFirst())
        next += piece.global[0]
      }
      #expect(next == grid.global[0])
      let groups = grid.global[0] / local[0]
      #expect(
        pieces.count == (count >= groups ? groups : pieces.count)
          && pieces.allSatisfy { $0.global[0] / local[0] <= (groups + count - 1) / count })
    }
  }

  /// Pieces of the launches of one product.
  private static func pieces(_ device: OpenCLDevice, size: Int) throws -> [Int] {
    var builder = ProgramBuilder()
    let a = builder.tensor(TensorType([size, size]))
    try builder.add(MatMul(), [a, a])
    let operation = builder.program.operations[0]
    return try OpenCLOperations.plan(operation, at: 0, of: builder.program, on: device.traits).launches.map(\.pieceCount)
  }

  @Test("GPUs that share the host's memory get long launches in pieces, others where the option says so")
  func devices() throws {
    let shared = try Self.open("intel-igpu")
    #expect(shared.traits.launchLimit == 0.1)
    #expect(try Self.pieces(shared, size: 64) == [1])
    #expect(try Self.pieces(shared, size: 20_000).allSatisfy { $0 > 100 })
    #expect(try Self.open("nvidia").traits.launchLimit == nil)
    #expect(try Self.pieces(Self.open("nvidia"), size: 20_000).allSatisfy { $0 == 1 })
    #expect(try Self.pieces(Self.open("nvidia", "1"), size: 20_000)[0] > 1)
    #expect(try Self.pieces(Self.open("intel-igpu", "0"), size: 20_000).allSatisfy { $0 == 1 })
  }

  @Test("cut into single groups, launches give the reference's bits", arguments: ["intel-igpu", "amd-wave64", "tiny"])
  func bits(pretended: String) throws {
    let device = try Self.open(pretended, "1e-9")
    var numbers = SeededNumbers(31)
    var builder = ProgramBuilder()
    func tensor(_ shape: [Int]) -> Int { builder.tensor(shape, numbers.floats(TensorType(shape).elementCount)) }
    try builder.add(MatMul(transposeB: true, bias: true), [tensor([131, 37]), tensor([66, 37]), tensor([66])])
    let (x, w) = (tensor([3, 4, 9, 11]), tensor([20, 4, 3, 3]))
    let geometry = ConvolutionGeometry(padding: 1)
    let y = try builder.add(Conv2DOperation(geometry), [x, w])[0]
    try builder.add(Conv2DInputGradient(geometry, height: 9, width: 11), [y, w])
    try builder.add(Conv2DWeightGradient(geometry, height: 3, width: 3), [x, y])
    try builder.add(MaxPool2DOperation(PoolWindow(2)), [x])
    try builder.add(SoftmaxOperation(), [tensor([70, 100])])
    try builder.add(Reduce(.sum), [tensor([100, 70])])
    try builder.add(BatchSum(), [y])
    try builder.add(Activation(.relu), [tensor([5000])])
    let labels = builder.tensor([70], (0..<70).map { Int32($0 % 10) })
    try builder.add(CorrectCount(), [tensor([70, 10]), labels])
    let launches = try builder.compiled(on: device).compiled.profile([])
    #expect(launches.count > 3 * builder.program.operations.count)
    try expectReferenceBits(builder, on: device, times: 2, pretended)
  }

  @Test(
    "cut into single groups and single steps, the operations of sequences give the reference's bits",
    arguments: ["intel-igpu", "tiny"])
  func sequences(pretended: String) throws {
    let device = try Self.open(pretended, "1e-9")
    var numbers = SeededNumbers(37)
    var builder = ProgramBuilder()
    func tensor(_ shape: [Int]) -> Int { builder.tensor(shape, numbers.floats(TensorType(shape).elementCount)) }
    let (samples, times, units) = (3, 5, 70)
    for cell in [RecurrentCell.lstm, .gru] {
      let rows = cell.gates * units
      let w = tensor([rows, units])
      let made = try builder.add(
        Recurrence(cell, reversed: cell == .gru), [tensor([samples, times, rows]), w, tensor([rows])])
      try builder.add(
        RecurrenceGradient(cell, reversed: cell == .gru), [w, made[0], made[2], tensor([samples, times, units])])
    }
    try builder.add(PermuteOperation([2, 0, 1]), [tensor([7, 50, 11])])
    try builder.add(SoftmaxOperation(causal: true), [tensor([2, 3, 40, 40])])
    try builder.add(MatMul(transposeB: true), [tensor([2, 3, 40, 9]), tensor([2, 3, 33, 9])])
    try builder.add(Add(), [tensor([7, 50, 11]), tensor([1, 50, 1])])
    try builder.add(Reduce(.mean), [tensor([5, 100, 33])])
    let launches = try builder.compiled(on: device).compiled.profile([])
    // Each sample and each step by itself.
    #expect(launches.count { $0.name == "concord_recurrence" } == 2 * samples * times)
    #expect(launches.count { $0.name == "concord_recurrence_gradient" } == 2 * samples * times)
    #expect(launches.count { $0.name == "concord_permute" } > 3)
    try expectReferenceBits(builder, on: device, times: 2, pretended)
  }

  @Test("a recurrence of many steps is cut into some, however few samples there are")
  func longSequence() throws {
    func launches(_ limit: String) throws -> Int {
      // Some runtimes end long loops, which would count too.
      var traits = try Self.open("intel-igpu", limit).traits
      traits.roundLimit = .max
      var builder = ProgramBuilder()
      let p = builder.tensor(TensorType([1, 4000, 4 * 512]))
      try builder.add(
        Recurrence(.lstm, bias: false), [p, builder.tensor(TensorType([4 * 512, 512]))])
      return try OpenCLOperations.plan(builder.program.operations[0], at: 0, of: builder.program, on: traits)
        .launches.count { $0.kernel.family == .recurrence }
    }
    #expect(try launches("0") == 1)
    #expect((20...4000).contains(try launches("100")))
  }

  @Test("a run's scalars reach every piece")
  func scalars() throws {
    var builder = ProgramBuilder()
    let p = builder.tensor([3000], (0..<3000).map(Float.init))
    let g = builder.tensor([3000], [Float](repeating: 1, count: 3000))
    let rate = builder.scalar(0.5)
    try builder.add(SGDUpdate(), [p, g], scalars: [rate])
    try expectReferenceBits(builder, on: Self.open("nvidia", "1e-9"), times: 3)
  }

  @Test("the limit is a number of milliseconds", arguments: ["-1", "nan", "long", "", "1e9"])
  func refused(text: String) throws {
    let error = #expect(throws: BackendError.self) { try TestDevice.open(["launch-limit": text]) }
    #expect(error?.code == .invalidArgument && error?.message.contains("launch-limit") == true)
  }
}
