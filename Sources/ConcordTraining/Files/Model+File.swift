import ConcordFiles
import ConcordGraph
import ConcordKit
import ConcordNN

extension Model {
  /// The model that the JSON file at `path` describes, for inputs of one shape where it names none: see ``ModelFile``; or that it names in
  /// the zoo.
  ///
  /// - Parameters:
  ///   - path: Of the file.
  ///   - inputShape: Of the one input, where the file names none.
  ///   - inputElement: Its type.
  ///   - classCount: What the last layer must give, where the file names no outputs; anything where nil.
  ///   - length: Tokens of its sequences in place of those in the file.
  /// - Throws: A file that cannot be read, or what is wrong in it and where.
  public init(
    contentsOf path: String, inputShape: [Int], inputElement: ElementType = .float32, classCount: Int? = nil, length: Int? = nil
  ) throws(FileError) {
    let bytes = try RegularFile.contents(of: path, limit: ModelFile.maximumByteCount, what: "a model's description")
    do throws(GraphError) {
      if let classCount, let model = try ZooModel.model(bytes, inputShape: inputShape, classCount: classCount) {
        self = model
        return
      }
      self = try ModelFile.model(
        bytes, inputShape: inputShape, inputElement: inputElement, classCount: classCount, length: length)
    } catch {
      throw FileError(path, "\(error)")
    }
  }
}
