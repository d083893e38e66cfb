import ConcordGraph

/// Models by name, as the command offers them.
public enum ModelZoo {
  /// A model that can be asked for by name.
  public struct Entry: Sendable {
    public let name: String
    public let summary: String
    let make: @Sendable ([Int], Int) throws(GraphError) -> Model
  }

  public static let entries: [Entry] = [
    Entry(name: "mlp", summary: "two fully connected layers, 128 hidden units") { shape, classes throws(GraphError) in
      try mlp(name: "mlp", imageShape: shape, classCount: classes)
    },
    Entry(name: "mlp-cifar", summary: "mlp, as benchmarks on CIFAR-10 name it") { shape, classes throws(GraphError) in
      try mlp(name: "mlp-cifar", imageShape: shape, classCount: classes)
    },
    Entry(name: "simplecnn", summary: "two 5×5 convolutions, three fully connected layers", make: simpleCNN),
    Entry(name: "lenet5", summary: "simplecnn with the padding that 28×28 images need", make: leNet5),
    Entry(name: "resnet20", summary: "residual network of 20 layers, for images of 32×32", make: resNet20),
    Entry(name: "resnet18", summary: "residual network of 18 layers, its stem after the image's size", make: resNet18),
    Entry(name: "vgg11", summary: "eight 3×3 convolutions with pooling, one fully connected layer", make: vgg11),
  ]

  /// The model `name` for images of a shape [C, H, W].
  ///
  /// - Throws: An unknown name, with those that are known; an image shape that the model cannot take.
  public static func model(named name: String, imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw GraphError(
        layer: "", "no model is called '\(name)'; there are: \(entries.map(\.name).joined(separator: ", "))")
    }
    return try entry.make(imageShape, classCount)
  }
}
