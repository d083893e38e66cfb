import ConcordGraph
import ConcordKit

/// The gradients of small networks, computed on the backend, against central differences of the same networks in binary64: what the
/// reference cannot be wrong about together with the backend.
enum GradientChecks {
  static func all() -> [ConformanceCase] {
    GradientNetwork.all.map { network in
      let name = "gradient[\(network.name)]"
      return ConformanceCase(name, .gradient) { target in try check(network, CaseNumbers(name), target) }
    }
  }

  /// Of the differences. Their truncation, h² / 6 times a third derivative below 100, stays below 2e-9; their rounding, 2⁻⁵³ · loss / h
  /// with a loss below 10, below 2e-10.
  private static let step = 1e-5
  /// The float32 gradient is a few chains of at most 40 terms and a softmax, each within 2⁻²⁴ of its terms' magnitudes.
  private static let tolerance = 64 * 0x1p-24
  private static let scale: Float = 0.25
  private static let attempts = 100

  private static func check(_ network: GradientNetwork, _ seed: CaseNumbers, _ target: ConformanceTarget) throws {
    var numbers = seed
    // Parameters for which no difference is taken across a kink.
    var parameters = draw(network, &numbers)
    for _ in 0..<attempts where network.forward(parameters).kink < 100 * step { parameters = draw(network, &numbers) }
    let logits = network.forward(parameters)
    try Expect.that(logits.kink >= 100 * step, "no parameters away from the kinks were found")
    let labels = (0..<logits.shape[0]).map { Int32($0 * 7 % logits.shape[1]) }
    let gradients = try run(network, parameters, labels, target.device)
    for (index, gradient) in gradients.enumerated() {
      for (element, value) in gradient.enumerated() {
        func loss(_ change: Double) -> Double {
          var moved = parameters
          moved[index].values[element] += change
          return network.forward(moved).crossEntropy(labels, scale: Double(scale))
        }
        let slope = (loss(step) - loss(-step)) / (2 * step)
        try Expect.that(
          abs(Double(value) - slope) <= tolerance * max(1, abs(slope)),
          "the gradient of parameter \(index) at element \(element) is \(value), but the slope is \(slope)")
      }
    }
  }

  private static func draw(_ network: GradientNetwork, _ numbers: inout CaseNumbers) -> [Mathematics] {
    network.shapes.map { shape in
      Mathematics(shape, ValueClass.normal.words(shape.reduce(1, *), &numbers).map { Double(Float(bitPattern: $0)) / 2 })
    }
  }

  /// The gradient of each parameter, as the device computes it.
  private static func run(
    _ network: GradientNetwork, _ parameters: [Mathematics], _ labels: [Int32], _ device: any Device
  ) throws -> [[Float]] {
    var graph = Graph()
    let tensors = network.shapes.map { graph.declare("p", TensorType($0), .parameters) }
    let gradients = network.shapes.map { graph.declare("g", TensorType($0), .gradients) }
    let labelTensor = graph.declare("labels", TensorType(.int32, [labels.count]), .batch)
    let logits = try network.build(&graph, tensors)
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labelTensor], scalars: [graph.scalar("scale", .float32)])
    try Differentiation.append(to: &graph, parameterGradients: Dictionary(uniqueKeysWithValues: zip(tensors, gradients)))
    graph.fuse()

    let run = try GraphRun(graph, on: device)
    for (tensor, parameter) in zip(tensors, parameters) { try run.write(parameter.values.map { Float($0) }, to: tensor) }
    try run.write(labels, to: labelTensor)
    try run.run(scalars: ["scale": scale])
    return try gradients.map { try run.floats($0) }
  }
}
