import Concord
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordONNX

@Suite("ONNX files of PyTorch's exporters")
struct ExportedByTorchTests {
  static let names = ["torchscript-folded", "torchscript-training", "dynamo-folded", "dynamo-training"]

  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

  private static func path(_ name: String) -> String { fixtures.appendingPathComponent(name).path }

  /// The model's parameters on the reference, without a step.
  private func session(_ model: Model, _ parameters: Safetensors) throws -> TrainingSession {
    let session = try TrainingSession(
      model, on: ReferenceBackend().open(device: 0, options: [:]), optimizer: SGD(learningRate: 0.05), microBatchSizes: [3],
      seed: 1)
    try session.load(parameters, "the test's")
    return session
  }

  @Test("logits are PyTorch's within 1e-5 of the largest, and the classes are the same", arguments: names)
  func logits(name: String) throws {
    let imported = try ImportedModel(contentsOf: Self.path("\(name).onnx"))
    let expected = try Safetensors(contentsOf: Self.path("small.safetensors"))
    let (x, y) = (
      try #require(expected.tensors.first { $0.name == "x" }), try #require(expected.tensors.first { $0.name == "y" })
    )
    let found = try InferenceSession(of: session(imported.model, imported.parameters), size: 3).logits(images: x.values)
    let largest = y.values.map { abs($0) }.max() ?? 0
    #expect(largest > 0.1 && found.count == 30)
    for (seen, wanted) in zip(found, y.values) { #expect(abs(seen - wanted) <= 1e-5 * largest, "\(seen), \(wanted)") }
    for sample in 0..<3 {
      let part = sample * 10..<(sample + 1) * 10
      let (seen, wanted) = (found[part], y.values[part])
      #expect(seen.indices.max { seen[$0] < seen[$1] } == wanted.indices.max { wanted[$0] < wanted[$1] })
    }
  }

  @Test("batch normalisation is in training form where the file has it, layers are named as modules, and a step is predicted")
  func training() throws {
    for name in ["torchscript-training", "dynamo-training"] {
      let imported = try ImportedModel(contentsOf: Self.path("\(name).onnx"))
      #expect(
        Set(imported.parameters.tensors.map(\.name))
          == [
            "conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "block.0.weight", "block.0.bias",
            "fc.weight", "fc.bias",
          ])
      let session = try session(imported.model, imported.parameters)
      let start = (try session.parametersSHA256(), try session.stateSHA256())
      let images = SeededNumbers.some(3 * 64)
      try images.withUnsafeBufferPointer { images in
        try ([1, 2, 3] as [Int32]).withUnsafeBufferPointer { labels in
          try session.train(images: images, labels: labels, .init(batchSize: 3, step: 1, firstSample: 0))
        }
      }
      #expect(try session.parametersSHA256() != start.0 && session.stateSHA256() != start.1)
      #expect(session.memory.isExact)
    }
  }

  @Test("what is exported holds the same parameters by name, and leaves the number of samples open", arguments: names)
  func exported(name: String) throws {
    let imported = try ImportedModel(contentsOf: Self.path("\(name).onnx"))
    let graph = try ONNXFile.decode(ONNXExport.file(of: imported.model, imported.parameters)).graph
    let reader = TensorReader(folder: nil)
    for parameter in imported.parameters.tensors {
      let tensor = try #require(graph.initializer.first { $0.name == parameter.name })
      let constant = try reader.constant(tensor)
      guard case .floats(let values) = constant.values else { throw ONNXError("it holds no floats") }
      #expect(constant.shape == parameter.shape && values.map(\.bitPattern) == parameter.words)
    }
    #expect(graph.input[0].type.tensorType.shape.dim[0].dimParam == "samples")
    #expect(graph.output[0].type.tensorType.shape.dim.map(\.dimValue) == [0, 10])
  }

  @Test("parameters that are missing or of another shape are refused by name")
  func missing() throws {
    let imported = try ImportedModel(contentsOf: Self.path("dynamo-folded.onnx"))
    #expect(throws: ONNXError.self) { try ONNXExport.file(of: imported.model, Safetensors([])) }
  }
}

extension SeededNumbers {
  static func some(_ count: Int) -> [Float] {
    var numbers = SeededNumbers(3)
    return numbers.floats(count)
  }
}
