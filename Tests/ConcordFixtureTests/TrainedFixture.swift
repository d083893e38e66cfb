import Concord

/// Ten training steps of `simplecnn` as PyTorch took them in float64, on 16 images made of digits.
struct TrainedFixture {
  static let batch = 8

  private let file: FixtureFile

  init() throws { file = try FixtureFile("Training/simplecnn.safetensors") }

  /// SHA-256 of the parameters before the first step.
  var start: String? { file.metadata["start"] }

  /// Images and labels, to be taken in order, over and over.
  func part() throws -> LabelledImages {
    let images = try file.tensor("images")
    return LabelledImages(
      imageShape: Array(images.shape.dropFirst()), pixels: images.bytes, labels: try file.tensor("labels").integers,
      normalization: Normalization(mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5]))
  }

  /// The mean loss of each step's batch.
  func losses(_ optimizer: String) throws -> [Double] { try file.tensor("\(optimizer).losses").doubles }

  /// Of all images, after the last step.
  func logits(_ optimizer: String) throws -> [Double] { try file.tensor("\(optimizer).logits").doubles }

  /// A state_dict: the parameters after the last step, rounded to float32.
  func parametersPath(_ optimizer: String) -> String {
    FixtureFile.folder.appendingPathComponent("Training/simplecnn-\(optimizer).safetensors").path
  }
}
