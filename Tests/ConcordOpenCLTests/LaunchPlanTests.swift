import ConcordKit
import ConcordNN
import Testing

@testable import ConcordOpenCL

/// Plans programs for a device that nobody has, and checks each launch against its limits.
private final class PlanningDevice: Device {
  let info: DeviceInfo
  private let traits: DeviceTraits
  private(set) var launchCount = 0
  private(set) var largestWorkspace = 0

  init(_ traits: DeviceTraits) {
    info = traits.info
    self.traits = traits
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    var byteCounts: [Int] = []
    for (index, operation) in program.operations.enumerated() {
      let plan = try OpenCLOperations.plan(operation, at: index, of: program, on: traits)
      for launch in plan.launches {
        let grid = launch.grid.within(groupItems: traits.limits.kernelItems)
        for piece in grid.pieces(launch.pieceCount) {
          try traits.limits.check(launch.kernel.function, global: piece.global, local: grid.local)
        }
        if let tile = Self.localTiles[launch.kernel.tile ?? []], tile.localBytes > traits.limits.localMemoryBytes {
          throw BackendError(.unsupported, "\(launch.kernel.function) takes \(tile.localBytes) bytes of local memory")
        }
        launchCount += 1
      }
      byteCounts.append(plan.workspaceByteCount)
      largestWorkspace = max(largestWorkspace, plan.workspaceByteCount)
    }
    return byteCounts
  }

  var copiesNothing: Bool { traits.takesLocalTiles }

  private static let localTiles = Dictionary(
    LocalTile.candidates.flatMap { $0.smaller + [$0] }.map { ($0.options, $0) }, uniquingKeysWith: { first, _ in first })

  private static let nothing = BackendError(.unsupported, "only plans")

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer { throw Self.nothing }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    throw Self.nothing
  }

  func synchronize() throws(BackendError) { throw Self.nothing }
}

@Suite("launches of the zoo", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct LaunchPlanTests {
  /// Each model for the first of MNIST's and CIFAR-10's images that it takes.
  private static let models = ModelZoo.entries.compactMap { entry in
    [[1, 28, 28], [3, 32, 32]].lazy.compactMap { shape in
      try? ModelZoo.model(named: entry.name, imageShape: shape, classCount: 10)
    }.first
  }

  private static func traits(_ pretended: PretendedDevice, softwareFMA: Bool) throws -> DeviceTraits {
    var traits = try #require(TestDevice.open() as? OpenCLDevice).traits
    traits.pretend(to: pretended)
    // Whatever this machine's own device cannot do.
    traits.limits = pretended.limits
    traits.roundLimit = .max
    traits.usesSoftwareFMA = softwareFMA
    traits.tiles = nil
    return traits
  }

  @Test("no launch of a model's training or evaluation breaks a device's limits", arguments: [1, 64, 4096])
  func zoo(batch: Int) throws {
    #expect(Self.models.count == ModelZoo.entries.count)
    let devices = try PretendedDevice.all.flatMap { pretended in
      try [false, true].map { (pretended.name, PlanningDevice(try Self.traits(pretended, softwareFMA: $0))) }
    }
    for model in Self.models {
      let graph = try TrainingGraph(
        model, microBatch: batch, optimizer: Adam(learningRate: 0.001), clipNorm: 1, maximumAllocation: 128 << 20)
      for (name, device) in devices {
        let before = device.launchCount
        do {
          for section in graph.sections {
            _ = try device.declaredWorkspace(for: graph.graph.program(graph.nodes(of: section)))
          }
        } catch {
          Issue.record("\(model.name), batch \(batch), on \(name): \(error)")
        }
        #expect(device.launchCount > before)
        // What kernels for processors' registers copy grows with the batch; those that keep tiles in local memory copy nothing.
        let limit = device.info.maximumAllocationBytes ?? .max
        #expect(!device.copiesNothing || device.largestWorkspace <= limit, "\(model.name), batch \(batch), on \(name)")
      }
    }
  }

  @Test("a grid is long in its first dimension alone")
  func grids() throws {
    let traits = try Self.traits(try #require(PretendedDevice.named("nvidia")), softwareFMA: false)
    // More than 65,535 planes, rows and tiles.
    let (many, window) = ([70_000, 2, 4, 4], PoolWindow(2))
    func check(_ operation: any OperationDefinition, _ shapes: [[Int]], indices: Int = 0) throws {
      var program = Program()
      for (number, shape) in shapes.enumerated() {
        program.tensors.append(
          ProgramTensor(TensorType(number < indices ? .int32 : .float32, shape), at: Place(buffer: number, offset: 0)))
      }
      for type in try operation.outputTypes(for: program.tensors.map(\.type)) {
        program.tensors.append(ProgramTensor(type, at: Place(buffer: program.tensors.count, offset: 0)))
      }
      program.operations = [
        operation.on(inputs: Array(shapes.indices), outputs: Array(shapes.count..<program.tensors.count))
      ]
      let device = PlanningDevice(traits)
      _ = try device.workspace(for: program)
      #expect(device.launchCount > 0, "\(operation)")
    }
    try check(MaxPool2DOperation(window), [many])
    try check(AvgPool2DOperation(window), [many])
    try check(MaxPool2DGradient(window), [many, [70_000, 2, 2, 2]])
    try check(AvgPool2DGradient(window, height: 4, width: 4), [[70_000, 2, 2, 2]])
    try check(Slice(axis: 1, start: 1, length: 2), [[100_000, 4]])
    try check(EmbeddingOperation(), [[100_000], [10, 4]], indices: 1)
    try check(MatMul(), [[5_000_000, 8], [8, 8]])
    try check(Conv2DOperation(), [[1, 1, 3, 3], [5_000_000, 1, 3, 3]])
  }
}
