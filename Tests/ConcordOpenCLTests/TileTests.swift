import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("tiles", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct TileTests {
  /// All kinds of kernels that have tiles, on shapes that no tile divides.
  private static func programs(isLocal: Bool) throws -> ProgramBuilder {
    var numbers = SeededNumbers(22)
    var builder = ProgramBuilder()
    func tensor(_ shape: [Int]) -> Int { builder.tensor(shape, numbers.anyFloats(TensorType(shape).elementCount)) }
    try builder.add(MatMul(transposeA: true, accumulate: true), [tensor([67, 70]), tensor([67, 133]), tensor([70, 133])])
    try builder.add(MatMul(transposeB: true, bias: true), [tensor([131, 37]), tensor([66, 37]), tensor([66])])
    // Stride 2 is what tiles in local memory meet least well; they take a compiler long.
    for stride in isLocal ? [2] : [1, 2] {
      let geometry = ConvolutionGeometry(stride: stride, padding: 1, groups: 2)
      let (x, w) = (tensor([3, 6, 11, 19]), tensor([70, 3, 3, 2]))
      let y = try builder.add(Conv2DOperation(geometry), [x, w])[0]
      try builder.add(Conv2DInputGradient(geometry, height: 11, width: 19), [y, w])
      try builder.add(Conv2DWeightGradient(geometry, height: 3, width: 2), [x, y])
    }
    return builder
  }

  /// Every tile of the kernels that keep theirs in registers.
  private static func registerTiles(vectorWidth width: Int) -> [(KernelFamily, any Tile)] {
    let columns = [false, true].map { ConvolutionTile(isNarrow: $0, vectorWidth: width) }
    let rows = [false, true].map { ConvolutionRowsTile(ofSix: $0, vectorWidth: width) }
    let forms: [any Tile] = columns + rows
    return MatMulTile.candidates(vectorWidth: width).map { (.matmul, $0) }
      + columns.map { (.conv2DWeightGradient, $0) } + forms.map { (.convolution, $0) }
  }

  @Test("every tile for registers of every width gives the reference's bits", arguments: OpenOptions.vectorWidths)
  func registers(vectorWidth: Int) throws {
    let options = ["local-memory": "false", "vector-width": "\(vectorWidth)"]
    let device = try #require(TestDevice.open(options) as? OpenCLDevice)
    #expect(device.traits.vectorWidth == vectorWidth)
    let builder = try Self.programs(isLocal: false)
    for (family, tile) in Self.registerTiles(vectorWidth: vectorWidth) {
      #expect(tile.defect == nil)
      device.tiles.trial = (family, tile)
      try expectReferenceBits(builder, on: device, "\(family) \(tile.options)")
    }
  }

  @Test("every tile in local memory gives the reference's bits")
  func localMemory() throws {
    let device = try #require(TestDevice.open(["local-memory": "true"]) as? OpenCLDevice)
    guard device.traits.takesLocalTiles else { return }
    let builder = try Self.programs(isLocal: true)
    for family in [KernelFamily.matmulLocal, .convolutionLocal, .conv2DWeightGradientLocal] {
      let all = LocalTile.candidates.filter { $0.fits(device.traits) }
      // Products take every tile; convolutions take theirs the same way, and take a compiler longer.
      for tile in all.prefix(family == .matmulLocal ? all.count : 2) {
        #expect(tile.defect == nil)
        device.tiles.trial = (family, tile)
        try expectReferenceBits(builder, on: device, "\(family) \(tile.options)")
      }
    }
  }

  @Test("a product's columns are right in every number that a tile may leave over")
  func leftovers() throws {
    var numbers = SeededNumbers(23)
    for tile in [MatMulTile(rows: 4, vectors: 3, width: 16), MatMulTile(rows: 3, vectors: 3, width: 4)] {
      let device = try #require(
        TestDevice.open(["local-memory": "false", "vector-width": "\(tile.width)"]) as? OpenCLDevice)
      guard !device.traits.usesSoftwareFMA else { return }
      device.tiles.trial = (.matmul, tile)
      var builder = ProgramBuilder()
      for columns in 1...tile.columns + 1 {
        let a = builder.tensor([5, 9], numbers.anyFloats(45))
        let b = builder.tensor([9, columns], numbers.anyFloats(9 * columns))
        let c = builder.tensor([5, columns], numbers.anyFloats(5 * columns))
        try builder.add(MatMul(accumulate: true), [a, b, c])
        let transposed = builder.tensor([columns, 9], numbers.anyFloats(9 * columns))
        try builder.add(MatMul(transposeB: true), [a, transposed])
      }
      try expectReferenceBits(builder, on: device, "\(tile.options)")
    }
  }

  /// Tiles that break one rule of their kernels each.
  private static var unserved: [(KernelFamily, any Tile)] {
    [
      (.matmul, MatMulTile(rows: 9, vectors: 1, width: 8)), (.matmul, MatMulTile(rows: 0, vectors: 1, width: 8)),
      (.matmul, MatMulTile(rows: 4, vectors: 2, width: 12)), (.matmul, MatMulTile(rows: 4, vectors: 9, width: 16)),
      (.matmulLocal, LocalTile(side: 12)), (.matmulLocal, LocalTile(rows: 3)), (.matmulLocal, LocalTile(depth: 2)),
      (.matmulLocal, LocalTile(side: 8, rows: 16)), (.matmulLocal, LocalTile(buffers: 3)),
    ]
  }

  @Test("a tile that its kernel cannot serve is refused when it is planned, with its reason")
  func refused() throws {
    for (family, tile) in Self.unserved {
      let device = try #require(
        TestDevice.open(["local-memory": "\(family == .matmulLocal)", "vector-width": "8"]) as? OpenCLDevice)
      guard !device.traits.usesSoftwareFMA, family == .matmul || device.traits.takesLocalTiles else { continue }
      device.tiles.trial = (family, tile)
      var builder = ProgramBuilder()
      let a = builder.tensor(TensorType([64, 64]))
      try builder.add(MatMul(), [a, a])
      let error = #expect(throws: BackendError.self, "\(tile.options)") { try device.workspace(for: builder.program) }
      #expect(error?.message.contains(try #require(tile.defect)) == true)
      #expect(error?.operation == 0)
    }
  }

  @Test("only widths that there are kernels for can be asked for")
  func widths() throws {
    for text in ["0", "-8", "2", "32", "wide", ""] {
      let error = #expect(throws: BackendError.self) { try TestDevice.open(["vector-width": text]) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.message.contains("1, 4, 8, 16") == true)
    }
  }
}
