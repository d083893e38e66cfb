import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

/// Optimizers' updates and the clipping of gradients, on counts around the sizes of vectors and blocks.
@Suite("updates on OpenCL", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct UpdateTests {
  private static let definitions: [any OperationDefinition] = [
    SGDUpdate(), SGDUpdate(weightDecay: 0.01), MomentumUpdate(), MomentumUpdate(weightDecay: 0.01),
    MomentumUpdate(nesterov: true), MomentumUpdate(nesterov: true, weightDecay: 0.01), AdamUpdate(weightDecay: 0.01),
    AdamUpdate(decoupled: true), RMSpropUpdate(), RMSpropUpdate(weightDecay: 0.01), AdagradUpdate(),
    AdagradUpdate(weightDecay: 0.01),
  ]

  @Test("every update gives the reference's bits over many steps", arguments: OperationTests.divisions)
  func updates(software: String) throws {
    let device = try TestDevice.open(["software-division": software])
    var numbers = SeededNumbers(51)
    for count in [0, 1, 15, 16, 255, 257, 3001] {
      for any in [false, true] {
        var builder = ProgramBuilder()
        for definition in Self.definitions {
          func tensor(_ change: (Float) -> Float = { $0 }) -> Int {
            builder.tensor([count], (any ? numbers.anyFloats(count) : numbers.floats(count)).map(change))
          }
          let tensors = [tensor(), tensor()] + definition.inPlace.dropFirst().map { _ in tensor(any ? { $0 } : abs) }
          let scalars = zip(definition.scalars, [0.01, 0.3, 0.002] as [Float]).map { builder.scalar($1) }
          try builder.add(definition, tensors, scalars: scalars)
        }
        try expectReferenceBits(builder, on: device, times: 5, "\(count) parameters, any \(any)")
      }
    }
  }

  @Test("a decay of 0 in a run is no decay")
  func noDecay() throws {
    let device = try TestDevice.open()
    var numbers = SeededNumbers(52)
    var builder = ProgramBuilder()
    let tensors = (0..<4).map { _ in builder.tensor([40], numbers.anyFloats(40)) }
    let scalars = [0.1, 0.3, 0].map { builder.scalar($0) }
    try builder.add(AdamUpdate(decoupled: true), tensors, scalars: scalars)
    try expectReferenceBits(builder, on: device)
  }

  @Test("the factor that clips and what it scales have the reference's bits", arguments: OperationTests.divisions)
  func clipping(software: String) throws {
    let device = try TestDevice.open(["software-division": software])
    var numbers = SeededNumbers(53)
    let shapes: [[[Int]]] = [
      [[0]], [[1]], [[63], [64], [65]], [[4095], [4096], [4097]], [[3, 5, 7], [0, 4], [10, 1000], [2]],
      (0..<70).map { [$0] },
    ]
    for shapes in shapes {
      for (any, norm) in [(false, 0.1), (false, 1e6), (true, 1)] {
        var builder = ProgramBuilder()
        let tensors = shapes.map { shape in
          let count = TensorType(shape).elementCount
          return builder.tensor(shape, any ? numbers.anyFloats(count) : numbers.floats(count))
        }
        let factor = try builder.add(ClipFactor(maximumNorm: norm), tensors)[0]
        for tensor in tensors { try builder.add(Scale(), [tensor, factor]) }
        try expectReferenceBits(builder, on: device, times: 2, "\(shapes) to \(norm)")
      }
    }
  }
}
