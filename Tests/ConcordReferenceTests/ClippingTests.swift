import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@Suite("clip_factor, scale")
struct ClippingTests {
  private func factor(_ maximumNorm: Double, _ tensors: [[Float]]) throws -> Float {
    try Reference.run(ClipFactor(maximumNorm: maximumNorm), tensors.map { ([$0.count], $0) })[0][0]
  }

  @Test("the factor is the norm asked for over the norm of all tensors together")
  func factor() throws {
    // 3² + 4² + 12² = 13².
    #expect(try factor(6.5, [[3, 4], [12]]) == Float(6.5) / (Float(13) + Float(1e-6)))
    #expect(try factor(6.5, [[3], [], [4, 12]]) == Float(6.5) / (Float(13) + Float(1e-6)))
  }

  @Test("gradients within the norm are left alone, zeros among them")
  func within() throws {
    #expect(try factor(13.1, [[3, 4], [12]]) == 1)
    #expect(try factor(1, [[0, -0.0]]) == 1)
    #expect(try factor(1, [[]]) == 1)
    // The small number beside the norm counts: a norm of exactly 1 is scaled by 1 / (1 + 1e-6).
    #expect(try factor(1, [[1]]) == 1 / (1 + Float(1e-6)))
  }

  @Test("a NaN gives NaN, an infinity or a norm past float32's 1.8e19 gives 0")
  func special() throws {
    #expect(try factor(1, [[1, .nan], [2]]).isNaN)
    #expect(try factor(1, [[1], [-.infinity]]) == 0)
    #expect(try factor(1, [[2e19]]) == 0)
    #expect(try factor(1, [[1e19]]) > 0)
  }

  @Test("squares are summed by blocks of 4,096 of each tensor, and the blocks in 64 lanes")
  func order() throws {
    var numbers = SeededNumbers(41)
    let tensors = [10_000, 1, 4096, 4097, 0, 70].map { numbers.floats($0) }
    var blocks: [Float] = []
    for x in tensors {
      for start in stride(from: 0, to: x.count, by: 4096) {
        let block = x[start..<min(start + 4096, x.count)]
        var lanes = (0..<64).map { lane in
          stride(from: block.startIndex + lane, to: block.endIndex, by: 64).reduce(Float(0)) { fmaf(x[$1], x[$1], $0) }
        }
        while lanes.count > 1 {
          let half = lanes.count / 2
          lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
        }
        blocks.append(lanes[0])
      }
    }
    #expect(blocks.count == 3 + 1 + 1 + 2 + 0 + 1)
    let expected = Float(2) / (sqrtf(LanesByHand.sum(blocks)) + Float(1e-6))
    #expect(try factor(2, tensors).bitPattern == expected.bitPattern)
    let exact = tensors.joined().reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(Double(expected) * exact / 2 - 1) < 1e-6, "and that is the norm")
  }

  @Test("scale multiplies in place, by a NaN too")
  func scale() throws {
    #expect(try Reference.run(Scale(), [([3], [1, -2, 0.5]), ([1], [0.25])]) == [[0.25, -0.5, 0.125]])
    #expect(try Reference.run(Scale(), [([2], [0, 1]), ([1], [.nan])])[0].allSatisfy(\.isNaN))
    #expect(try Reference.run(Scale(), [([0], []), ([1], [2])]) == [[]])
  }

  @Test("any number of tensors goes through the ABI")
  func plugin() throws {
    let path = try #require(PluginFile.path(PluginFile.reference), "`swift build` builds \(PluginFile.reference)")
    let plugin = try PluginLoader.load(path: path).open(device: 0, options: [:])
    var numbers = SeededNumbers(42)
    var builder = ProgramBuilder()
    let tensors = (0..<70).map { builder.tensor([$0, 3], numbers.floats(3 * $0)) }
    let factor = try builder.add(ClipFactor(maximumNorm: 0.5), tensors)[0]
    for tensor in tensors { try builder.add(Scale(), [tensor, factor]) }
    let direct = try builder.run(on: Reference.device())
    #expect(try builder.run(on: plugin) == direct)
    #expect(direct.floats(factor)[0] < 0.5)
  }
}
