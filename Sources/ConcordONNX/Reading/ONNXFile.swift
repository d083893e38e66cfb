import ConcordFiles
import SwiftProtobuf

/// An ONNX file on the disk, read within bounds.
struct ONNXFile {
  /// Where it lies.
  let path: String
  let model: ONNXModel

  /// That of the format: a protocol buffer is at most so large.
  static let maximumByteCount = Int(Int32.max)
  /// How deep messages lie in each other; those of a model without control flow take nine.
  static let maximumDepth = 24
  /// The versions of the operators that are known.
  static let opsets: ClosedRange<Int64> = 13...24

  /// - Throws: Where it cannot be read, is no ONNX file, or is of a version that is not known.
  init(contentsOf path: String) throws(FileError) {
    let bytes = try RegularFile.contents(of: path, limit: Self.maximumByteCount, what: "an ONNX file")
    self.path = path
    do throws(ONNXError) {
      model = try Self.decode(bytes)
    } catch {
      throw FileError(path, "\(error)")
    }
  }

  /// The model that bytes hold.
  static func decode(_ bytes: [UInt8]) throws(ONNXError) -> ONNXModel {
    let scan: ONNXError? = bytes.withUnsafeBytes { bytes in
      do throws(ONNXError) {
        try WireScan.check(bytes)
        return nil
      } catch {
        return error
      }
    }
    if let scan { throw scan }
    var options = BinaryDecodingOptions()
    options.messageDepthLimit = maximumDepth + 1
    options.discardUnknownFields = true
    let model: ONNXModel
    do {
      model = try ONNXModel(serializedBytes: bytes, options: options)
    } catch {
      throw ONNXError("it is no ONNX file: its fields are not those of a model")
    }
    guard model.hasGraph, !model.graph.node.isEmpty else { throw ONNXError("it is no ONNX file, or holds no operation") }
    guard let opset = model.opsetImport.first(where: { isStandard($0.domain) })?.version, opsets.contains(opset) else {
      let found = model.opsetImport.map { "'\($0.domain)' \($0.version)" }.joined(separator: ", ")
      throw ONNXError(
        "it is of the operator sets [\(found)], and known are \(opsets.lowerBound) to \(opsets.upperBound) of ONNX; "
          + "export it with opset_version=20")
    }
    return model
  }

  /// The version of ONNX's own operators.
  var opset: Int64 { model.opsetImport.first { Self.isStandard($0.domain) }?.version ?? 0 }

  /// Whether a domain is that of ONNX's own operators.
  static func isStandard(_ domain: String) -> Bool { domain.isEmpty || domain == "ai.onnx" }
}
