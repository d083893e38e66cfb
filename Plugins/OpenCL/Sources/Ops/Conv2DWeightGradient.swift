import ConcordKit

/// `conv2d_weight_gradient_local.cl` on devices with fast local memory, else `conv2d_weight_gradient.cl`.
extension Conv2DWeightGradient: OpenCLOperation {
  static let forms: Forms<Problem<Self>> = [
    Form(
      "tiles in local memory", requires: Requirement.forLocalTiles,
      shape: { WeightGradient($0).shape(.conv2DWeightGradientLocal, rows: $0.operands.outputShape(0)[0]) },
      tiles: { problem, traits in
        let gradient = WeightGradient(problem)
        return traits.suitedLocalTiles(rows: problem.operands.outputShape(0)[0], columns: gradient.taps)
      },
      others: { LocalTile.candidates(on: $1) },
      plan: { problem, tile, traits, plan throws(OperationError) in
        try WeightGradient(problem).addLocal(tile, on: traits, to: &plan)
      }),
    tiles("tiles in registers", requires: [.processor, .exactFMA]) { problem, tile, traits in
      let usual = ConvolutionTile(channels: WeightGradient(problem).outputs, vectorWidth: traits.vectorWidth)
      return tile == usual ? 1 : .infinity
    },
    // Each by one work-item alone, of a wave that could hold many.
    tiles("tiles in registers of a GPU's", requires: [.graphics, .exactFMA]) { _, _, _ in .greatestFiniteMagnitude },
    tiles("elements", requires: [.inexactFMA]) { _, _, _ in 1 },
  ]

  private static func tiles(
    _ name: String, requires: [Requirement], cost: @escaping @Sendable (Problem<Self>, ConvolutionTile, DeviceTraits) -> Double
  ) -> Form<Problem<Self>> {
    Form(
      name, requires: requires,
      shape: { problem in
        let gradient = WeightGradient(problem)
        return gradient.shape(.conv2DWeightGradient, rows: gradient.outputs)
      },
      tiles: { ConvolutionTile.candidates(channels: WeightGradient($0).outputs, on: $1) }, cost: cost,
      plan: { problem, tile, traits, plan throws(OperationError) in
        try WeightGradient(problem).addTiles(tile, on: traits, to: &plan)
      })
  }

  func rounds(_ operands: Operands) -> Int {
    max(operands.shape(0)[3] + 2 * geometry.padding, 2 * ConvolutionTile.roundsPerStep * operands.shape(1)[3])
  }
}

/// Shapes of a weight gradient.
struct WeightGradient {
  let operation: Conv2DWeightGradient
  let operands: Operands
  let x: [Int]
  let dy: [Int]
  let dw: [Int]

  init(_ problem: Problem<Conv2DWeightGradient>) {
    (operation, operands) = (problem.operation, problem.operands)
    (x, dy, dw) = (operands.shape(0), operands.shape(1), operands.outputShape(0))
  }

  var geometry: ConvolutionGeometry { operation.geometry }
  var samples: Int { x[0] }
  var positions: Int { dy[2] * dy[3] }
  /// Of a group.
  var outputs: Int { dw[0] / geometry.groups }
  var taps: Int { dw[1] * operation.height * operation.width }
  var count: Int { dw.reduce(1, *) }

  func shape(_ family: KernelFamily, rows: Int) -> ShapeClass {
    ShapeClass(family, rows: rows, columns: taps, depth: positions)
  }

  /// - Throws: Where one sample has more elements than kernels count.
  func images() throws(OperationError) -> BorderedImages { try BorderedImages(x, padding: geometry.padding) }
}
