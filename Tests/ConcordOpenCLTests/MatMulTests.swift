import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("matmul on OpenCL", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct MatMulTests {
  /// Options that choose each of the kernels.
  static let variants = [["local-memory": "false"], ["local-memory": "true"], ["software-fma": "true"]]

  private static func add(
    _ definition: MatMul, m: Int, n: Int, k: Int, to builder: inout ProgramBuilder, _ numbers: inout SeededNumbers
  ) throws {
    let a = builder.tensor(definition.transposeA ? [k, m] : [m, k], numbers.floats(m * k))
    let b = builder.tensor(definition.transposeB ? [n, k] : [k, n], numbers.floats(k * n))
    var inputs = [a, b]
    if definition.bias { inputs.append(builder.tensor([n], numbers.floats(n))) }
    if definition.accumulate { inputs.append(builder.tensor([m, n], numbers.floats(m * n))) }
    try builder.add(definition, inputs)
  }

  @Test("every transposition, epilogue and remainder gives the reference's bits", arguments: variants)
  func allForms(variant: [String: String]) throws {
    let device = try TestDevice.open(variant)
    var numbers = SeededNumbers(1)
    var form = 0
    for m in [1, 2, 5, 6, 7, 13, 65] {
      for n in [1, 3, 15, 16, 33, 70] {
        for k in [0, 1, 7, 8, 37, 260] {
          form += 1
          var definition = MatMul(transposeA: form & 1 != 0, transposeB: form & 2 != 0)
          switch form % 5 {
          case 1: definition.bias = true
          case 2: (definition.bias, definition.activation) = (true, .relu)
          case 3: definition.activation = .relu
          case 4: definition.accumulate = true
          default: break
          }
          var builder = ProgramBuilder()
          try Self.add(definition, m: m, n: n, k: k, to: &builder, &numbers)
          try expectReferenceBits(builder, on: device, times: 2, "\(definition) m=\(m) n=\(n) k=\(k)")
        }
      }
    }
  }

  @Test("the products of a training step of an MLP give the reference's bits", arguments: [1, 10, 64, 200])
  func trainingShapes(batch: Int) throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(2)
    var builder = ProgramBuilder()
    let forward = MatMul(transposeB: true, bias: true, activation: .relu)
    let weights = MatMul(transposeA: true, accumulate: true)
    try Self.add(forward, m: batch, n: 128, k: 784, to: &builder, &numbers)
    try Self.add(forward, m: batch, n: 10, k: 128, to: &builder, &numbers)
    try Self.add(weights, m: 10, n: 128, k: batch, to: &builder, &numbers)
    try Self.add(MatMul(), m: batch, n: 128, k: 10, to: &builder, &numbers)
    try Self.add(weights, m: 128, n: 784, k: batch, to: &builder, &numbers)
    try expectReferenceBits(builder, on: device)
  }

  @Test("a negative zero that a chain holds is not lost where a panel or tile ends", arguments: variants)
  func negativeZero(variant: [String: String]) throws {
    // A product that underflows to -0 leaves the chain at -0; adding a padded +0 × +0 would turn it into +0.
    let device = try TestDevice.open(variant)
    var builder = ProgramBuilder()
    let a = builder.tensor([1, 3], [-Float.leastNonzeroMagnitude, 0, 0])
    let b = builder.tensor([3, 1], [0x1p-2, -1, -1])
    let c = try builder.add(MatMul(), [a, b])[0]
    #expect(try builder.run(on: device).bits[c] == [Float(-0.0).bitPattern])
  }

  @Test("infinities, NaNs, denormals and zeros of both signs go the reference's way", arguments: variants)
  func specialValues(variant: [String: String]) throws {
    let device = try TestDevice.open(variant)
    var numbers = SeededNumbers(3)
    for definition in [MatMul(), MatMul(transposeA: true, transposeB: true, bias: true, activation: .relu)] {
      var builder = ProgramBuilder()
      let (m, n, k) = (19, 37, 9)
      let a = builder.tensor(definition.transposeA ? [k, m] : [m, k], numbers.anyFloats(m * k))
      let b = builder.tensor(definition.transposeB ? [n, k] : [k, n], numbers.anyFloats(k * n))
      let bias = definition.bias ? [builder.tensor([n], numbers.anyFloats(n))] : []
      try builder.add(definition, [a, b] + bias)
      try expectReferenceBits(builder, on: device)
    }
  }

  @Test("the cut of the work takes whole tiles and keeps panels in bounds")
  func workCut() {
    for vectorWidth in [1, 4, 8, 16] {
      let tile = KnownDevices.matMulTile(vectorWidth: vectorWidth)
      for m in [1, 5, 64, 100, 1024, 5000] {
        for n in [1, 10, 128, 784, 4096] {
          for units in [1, 2, 16, 128] {
            for transposesA in [false, true] {
              let block = tile.block(m: m, n: n, transposesA: transposesA, cores: units)
              #expect(block.rows > 0 && block.rows % tile.rows == 0)
              #expect(block.columns > 0 && block.columns % tile.columns == 0)
              #expect(block.rows < m + tile.rows && block.columns < n + tile.columns, "no more than there is")
            }
          }
        }
      }
      for k in [0, 1, 7, 8, 255, 256, 257, 784, 3072] {
        for transposesA in [false, true] {
          let depth = tile.depth(k: k, transposesA: transposesA)
          #expect(depth % 8 == 0 && depth > 0 && depth <= MatMulTile.maximumDepth)
          #expect(depth * tile.columns <= MatMulTile.packedCount, "a panel fits where panels are packed")
        }
      }
    }
  }
}
