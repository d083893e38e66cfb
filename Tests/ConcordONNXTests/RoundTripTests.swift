import Concord
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordONNX

@Suite("Models as ONNX files, and back")
struct RoundTripTests {
  /// Each with its images' size.
  static let sizes = [
    "mlp": [1, 8, 8], "mlp-cifar": [3, 8, 8], "simplecnn": [3, 32, 32], "lenet5": [1, 28, 28], "resnet20": [3, 8, 8],
    "resnet18": [3, 8, 8], "vgg11": [3, 32, 32], "vit": [3, 16, 16], "mobilenetv2": [3, 32, 32], "densenet121": [3, 32, 32],
    "efficientnet-b0": [3, 32, 32],
  ]
  /// Made of the layers of others, and too large for a test.
  static let large = ["resnet34", "resnet50", "vgg16", "vit-b16", "convnext-t"]
  /// Recurrent layers have no form in ONNX that the exporter knows.
  static let refused = ["rowlstm", "rowgru"]

  /// Numbers for parameters and state, of which variances are above 0.
  private func numbers(_ model: Model) throws -> Safetensors {
    let graph = try TrainingGraph(model, microBatch: 2, optimizer: SGD(learningRate: 0.05))
    return Safetensors(
      (graph.parameters + graph.state).enumerated().map { index, parameter in
        let isVariance = parameter.name.hasSuffix("var")
        let scale = 1 / Float(max(parameter.shape.dropFirst().reduce(1, *), 1)).squareRoot()
        let values = (0..<parameter.elementCount).map { place in
          let number = Float((place &* 40_503 &+ index &* 977) & 0xffff) / 65_536
          return isVariance ? number + 0.5 : (2 * number - 1) * scale
        }
        return Safetensors.Tensor(name: parameter.name, shape: parameter.shape, values: values)
      })
  }

  private func logits(_ model: Model, _ parameters: Safetensors, _ images: [Float]) throws -> [Float] {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try parameters.write(to: FileOutput(path))
    let device = try ReferenceBackend().open(device: 0, options: [:])
    return try InferenceSession(model, parametersAt: path, size: 2, on: device).logits(images: images)
  }

  private func check(_ model: Model) throws {
    let parameters = try numbers(model)
    let images = SeededNumbers.some(2 * model.inputShape.reduce(1, *))
    let imported = try ImportedModel(ONNXFile.decode(ONNXExport.file(of: model, parameters)), name: "again")
    let wanted = try logits(model, parameters, images)
    let found = try logits(imported.model, imported.parameters, images)
    #expect(wanted.count == 20 && Set(wanted).count > 10 && wanted.allSatisfy(\.isFinite))
    #expect(found.map(\.bitPattern) == wanted.map(\.bitPattern))
  }

  @Test("every model of the zoo is here")
  func all() {
    #expect(Set(ModelZoo.entries.map(\.name)) == Set(Self.sizes.keys).union(Self.large).union(Self.refused))
  }

  @Test("what is exported and imported gives the same logits, bit for bit", arguments: sizes.keys.sorted())
  func zoo(name: String) throws {
    try check(ModelZoo.model(named: name, imageShape: #require(Self.sizes[name]), classCount: 10))
  }

  @Test("so do layers that no small model has")
  func layers() throws {
    try check(
      Model(name: "others", inputShape: [2, 6, 7], classCount: 10) {
        MaxPool2D(3, stride: 2, ceilMode: true)
        LearnedScale([2, 1, 1], name: "channels")
        LearnedScale([3], name: "columns")
        Scaling(-0.75)
        Reshape([6, 3])
        ClassToken(3, name: "token")
        Permute([2, 1], name: "turned")
        MatrixProduct(name: "squares").taking("token", "turned")
        Softmax()
        GELU(approximate: .tanh)
        Flatten()
        Linear(49, 10, name: "fc")
      })
  }

  @Test("recurrent models are refused by their layer", arguments: refused)
  func recurrent(name: String) throws {
    let model = try ModelZoo.model(named: name, imageShape: [1, 8, 8], classCount: 10)
    #expect(throws: ONNXError.self) { try ONNXExport.file(of: model, numbers(model)) }
  }
}
