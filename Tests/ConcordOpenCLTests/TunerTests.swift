import ConcordKit
import ConcordReference
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordOpenCL

@Suite("tuning", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct TunerTests {
  private static let local = ["local-memory": "true"]
  private static let size = 300

  private static func open(
    _ cache: KernelCache, _ options: [String: String], source: @escaping @Sendable (KernelFamily) -> String = { $0.source }
  ) throws -> OpenCLDevice {
    let device = try #require(TestDevice.open(TestDevice.backend(cache: cache, source: source), options) as? OpenCLDevice)
    device.tiles.limit = 2
    return device
  }

  private static func product(_ builder: inout ProgramBuilder) throws {
    var numbers = SeededNumbers(21)
    let a = builder.tensor([size, size], numbers.floats(size * size))
    let b = builder.tensor([size, size], numbers.floats(size * size))
    try builder.add(MatMul(transposeB: true), [a, b])
  }

  /// The tile that the device takes for the product.
  private static func choice(_ device: OpenCLDevice) throws -> LocalTile {
    var builder = ProgramBuilder()
    try product(&builder)
    let operands = Operands(builder.program.operations[0], of: builder.program)
    let problem = Problem(operation: MatMul(transposeB: true), operands: operands)
    return try #require(try MatMul.forms.choice(for: problem, on: device.traits).tile as? LocalTile)
  }

  private static let shape = ShapeClass(.matmulLocal, rows: size, columns: size, depth: size)

  @Test("of tiles with wrong bits none wins, however fast it is")
  func wrongBits() throws {
    let folder = try TemporaryFolder()
    let plain = try Self.open(KernelCache(folder: nil), Self.local)
    guard plain.traits.takesLocalTiles else { return }
    let standard = try Self.choice(plain)
    // Only the present tile takes any products.
    let isStandard = standard.options.map { $0.dropFirst(2).replacing("=", with: " == ") }.joined(separator: " && ")
    let planted = "sums[r * COLUMNS + s] = fma(factors[r], line[s], sums[r * COLUMNS + s]);"
    #expect(KernelFamily.matmulLocal.source.contains(planted))
    let device = try Self.open(KernelCache(folder: folder.path("cache")), Self.local.merging(["tune": "true"]) { $1 }) {
      $0.source.replacing(planted, with: "if (\(isStandard)) \(planted)")
    }
    var builder = ProgramBuilder()
    try Self.product(&builder)
    #expect(try device.tune(builder.program).map(\.choice) == [standard.options.joined(separator: " ")])
    try expectReferenceBits(builder, on: device)
    #expect(try device.tiles.openChoices { () throws(BackendError) in _ = try device.workspace(for: builder.program) }.isEmpty)
    #expect(try Self.choice(device) == standard)
  }

  @Test("where no tile is right, none is kept")
  func noTile() throws {
    let cache = KernelCache(folder: try TemporaryFolder().path("cache"))
    let device = try Self.open(cache, Self.local.merging(["tune": "true"]) { $1 }) {
      $0.source.replacing("sums[r * COLUMNS + s] = fma(", with: "sums[r * COLUMNS + s] = 1.0f + fma(")
    }
    guard device.traits.takesLocalTiles else { return }
    var builder = ProgramBuilder()
    try Self.product(&builder)
    #expect(try device.tune(builder.program).isEmpty)
    #expect(cache.binary(under: device.tiles.key(Self.shape)) == nil)
  }

  @Test("a choice is kept, changes no bit, leaves nothing allocated, and survives its file's damage")
  func choice() throws {
    let folder = try TemporaryFolder()
    let cache = KernelCache(folder: folder.path("cache"))
    var builder = ProgramBuilder()
    try Self.product(&builder)
    let tuning = try Self.open(cache, Self.local.merging(["tune": "true"]) { $1 })
    guard tuning.traits.takesLocalTiles else { return }
    _ = try tuning.workspace(for: builder.program)
    #expect(cache.binary(under: tuning.tiles.key(Self.shape)) == nil, "a question for workspace tries nothing")
    let made = try #require(try tuning.tune(builder.program).first)
    #expect(tuning.allocatedByteCount == 0)
    let kept = try #require(cache.binary(under: tuning.tiles.key(Self.shape)))
    #expect(made.operation == 0 && made.subject == Self.shape.description && made.seconds > 0)
    #expect(made.choice == String(decoding: kept, as: UTF8.self))
    #expect(try tuning.tune(builder.program).isEmpty, "what is known is not tried again")
    try expectReferenceBits(builder, on: tuning)

    let later = try Self.open(cache, Self.local)
    #expect(try Self.choice(later).options.joined(separator: " ") == String(decoding: kept, as: UTF8.self))
    try expectReferenceBits(builder, on: later)

    let path = try #require(cache.path(of: tuning.tiles.key(Self.shape)))
    let standard = try #require(later.traits.suitedLocalTiles(rows: Self.size, columns: Self.size).first)
    for damage in [Data(), Data("nonsense".utf8)] {
      try damage.write(to: URL(fileURLWithPath: path))
      #expect(try Self.choice(Self.open(cache, Self.local)) == standard)
    }
    // Intact, but no tile of ours.
    cache.store(Array("-DSIDE=3 -DROWS=1000000".utf8), under: tuning.tiles.key(Self.shape))
    let foreign = try Self.open(cache, Self.local)
    #expect(try Self.choice(foreign) == standard)
    try expectReferenceBits(builder, on: foreign)
  }

  @Test("a choice holds for its device, driver, options and source, and for shapes of the same size")
  func key() throws {
    let cache = KernelCache(folder: try TemporaryFolder().path("cache"))
    func choices(_ identity: String) -> TileChoices { TileChoices(cache: cache) { "\(identity) \($0)" } }
    func tile(_ choices: TileChoices, rows: Int) -> LocalTile? {
      choices.tile(
        for: ShapeClass(.matmulLocal, rows: rows, columns: 64, depth: 64), standard: LocalTile(),
        others: LocalTile.candidates) as? LocalTile
    }
    let chosen = LocalTile(rows: 8, depth: 8)
    choices("driver 1").settle(ShapeClass(.matmulLocal, rows: 100, columns: 64, depth: 64), on: chosen)
    #expect(tile(choices("driver 1"), rows: 100) == chosen)
    #expect(tile(choices("driver 1"), rows: 64) == chosen, "as many digits")
    #expect(tile(choices("driver 1"), rows: 63) == LocalTile())
    #expect(tile(choices("driver 2"), rows: 100) == LocalTile())
    let device = try Self.open(cache, [:])
    let changed = try Self.open(cache, [:]) { $0.source + "\n// another source" }
    let divided = try Self.open(cache, ["software-division": "true"])
    #expect(device.tiles.key(Self.shape) != changed.tiles.key(Self.shape))
    #expect(!device.traits.usesBuiltinDivision || device.tiles.key(Self.shape) != divided.tiles.key(Self.shape))
    #expect(device.tiles.key(Self.shape).contains(device.traits.identity))
  }

  @Test("what the tuner expects of an operation is what the reference computes")
  func expectations() throws {
    let geometry = ConvolutionGeometry(stride: 2, padding: 1, groups: 2)
    let dilated = ConvolutionGeometry(padding: 3, dilation: 2)
    let (image, filters) = (TensorType([1, 4, 9, 9]), TensorType([4, 2, 3, 2]))
    let operations: [any TunableOperation] = [
      MatMul(transposeA: true, accumulate: true), MatMul(transposeB: true, bias: true, activation: .relu),
      Conv2DOperation(geometry, bias: true, activation: .relu), Conv2DOperation(dilated),
      Conv2DInputGradient(geometry, height: 9, width: 9),
      Conv2DInputGradient(dilated, height: 9, width: 9), Conv2DWeightGradient(geometry, height: 3, width: 2, accumulate: true),
      Conv2DWeightGradient(dilated, height: 3, width: 2),
    ]
    let reference = try ReferenceBackend().open(device: 0, options: [:])
    var numbers = SeededNumbers(23)
    for operation in operations {
      for sample in operation.samples(rows: 6, columns: 20, of: [image, filters]) {
        let values = sample.inputs.map { numbers.floats($0.elementCount) }
        var builder = ProgramBuilder()
        let inputs = zip(sample.inputs, values).map { builder.tensor($0.shape, $1) }
        let output = try builder.add(sample.operation, inputs)[0]
        let expected = sample.operation.expected(values, sample.inputs.map(\.shape))
        #expect(!expected.isEmpty)
        #expect(try builder.run(on: reference).bits[output] == expected.map(\.bitPattern), "\(sample)")
      }
    }
  }

  @Test(
    "convolutions and their gradients are tuned, and changed in no bit",
    arguments: [["local-memory": "true"], ["local-memory": "false"]])
  func convolutions(options: [String: String]) throws {
    let cache = KernelCache(folder: try TemporaryFolder().path("cache"))
    let device = try Self.open(cache, options.merging(["tune": "true"]) { $1 })
    // Where sums are split among launches, or fma is computed in integers, there is nothing to choose from.
    guard !device.traits.usesSoftwareFMA, device.traits.roundLimit == .max else { return }
    let isLocal = device.traits.takesLocalTiles
    let geometry = ConvolutionGeometry(padding: 1)
    var numbers = SeededNumbers(24)
    var builder = ProgramBuilder()
    let x = builder.tensor([3, 5, 16, 16], numbers.floats(3840))
    let w = builder.tensor([20, 5, 3, 3], numbers.floats(900))
    let y = try builder.add(Conv2DOperation(geometry), [x, w])[0]
    try builder.add(Conv2DInputGradient(geometry, height: 16, width: 16), [y, w])
    try builder.add(Conv2DWeightGradient(geometry, height: 3, width: 3), [x, y])
    _ = try device.tune(builder.program)
    try expectReferenceBits(builder, on: device)
    let (both, weights): (KernelFamily, KernelFamily) =
      isLocal ? (.convolutionLocal, .conv2DWeightGradientLocal) : (.convolution, .conv2DWeightGradient)
    for shape in [
      ShapeClass(both, rows: 20, columns: 768, depth: 45), ShapeClass(both, rows: 5, columns: 768, depth: 180),
      ShapeClass(weights, rows: 20, columns: 45, depth: 256),
    ] {
      #expect(cache.binary(under: device.tiles.key(shape)) != nil, "\(shape)")
    }
  }
}
