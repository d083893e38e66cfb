import ConcordFiles
import ConcordNN

/// What a safetensors file says of a model's parameters and state.
enum SavedParameters {
  /// The tensors of the file for each of `expected`, which must be exactly those, and finite.
  ///
  /// - Parameters:
  ///   - model: Its name, for messages.
  ///   - path: Where the file was read from, for messages.
  static func values(
    in file: Safetensors, for expected: [Parameter], of model: String, _ path: String
  ) throws(FileError) -> [(parameter: Parameter, values: [Float])] {
    let byName = Dictionary(file.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Set(expected.map(\.name))
    let missing = expected.map(\.name).filter { byName[$0] == nil }
    let unknown = file.tensors.map(\.name).filter { !names.contains($0) }
    guard missing.isEmpty, unknown.isEmpty else {
      throw FileError(
        path,
        "does not hold the parameters of '\(model)'"
          + (missing.isEmpty ? "" : "; missing: \(missing.joined(separator: ", "))")
          + (unknown.isEmpty ? "" : "; unknown: \(unknown.joined(separator: ", "))"))
    }
    var found: [(parameter: Parameter, values: [Float])] = []
    for parameter in expected {
      guard let tensor = byName[parameter.name] else { continue }
      guard tensor.shape == parameter.shape else {
        throw FileError(
          path, "'\(parameter.name)' should have the shape \(parameter.shape), but has \(tensor.shape)")
      }
      let values = tensor.values
      if let place = values.firstIndex(where: { !$0.isFinite }) {
        let value = values[place].isNaN ? "nan" : "infinite"
        throw FileError(
          path,
          "'\(parameter.name)' is \(value) at element \(place), and nothing can be made of that; take a file of an earlier training"
        )
      }
      found.append((parameter, values))
    }
    return found
  }
}
