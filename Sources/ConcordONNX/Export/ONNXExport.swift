import ConcordFiles
import ConcordGraph
import ConcordNN
import ConcordTraining
import SwiftProtobuf

/// What a model computes, as an ONNX file: of operator set 21, for any number of samples.
public enum ONNXExport {
  /// The file's bytes.
  ///
  /// - Parameters:
  ///   - model: Any model. Its evaluation is written: without dropout, normalised by running statistics.
  ///   - parameters: What it has learned, and what its layers keep, by their names.
  /// - Throws: What has no form in ONNX, or a parameter that is missing or of another shape.
  public static func file(of model: Model, _ parameters: Safetensors) throws -> [UInt8] {
    var exporter = try Exporter(model)
    let file = try exporter.export(model, parameters)
    let byteCount = file.graph.initializer.reduce(0) { $0 + $1.rawData.count }
    // Names and nodes are small beside it.
    guard byteCount <= ONNXFile.maximumByteCount - 1 << 26 else {
      throw ONNXError("'\(model.name)' has \(byteCount) bytes of parameters, more than an ONNX file of 2 GiB can hold")
    }
    return try file.serializedBytes()
  }
}
