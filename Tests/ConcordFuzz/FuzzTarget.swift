/// A parser that is to survive whatever it is given: it gives a value, or an error of one line.
struct FuzzTarget: Sendable {
  let name: String
  /// The folder of its corpus, where it is not of its name. In it are seeds: sound inputs, and some that once failed.
  var corpus: String?
  /// Of the input's file; nil where an input is a folder of files, of which one at a time is changed.
  let suffix: String?
  /// Texts and numbers of the format, which random bytes would not find.
  var words: [String] = []
  /// What a changed input needs to be looked at beyond its first check: right checksums. Applied to every second one.
  var repair: @Sendable ([UInt8]) -> [UInt8] = { $0 }
  /// Bytes that the input's own header honestly says it needs.
  var promise: @Sendable ([UInt8]) -> Int = { _ in 0 }
  /// Reads what is at a path.
  let parse: @Sendable (String) throws -> Void

  static let all = [.safetensors, .model, .onnx, .config, .run] + dataTargets
}
