import ConcordGraph

/// Models by name, as the command offers them.
public enum ModelZoo {
  /// A model that can be asked for by name.
  public struct Entry: Sendable {
    /// What `--model` takes.
    public let name: String
    /// What it is, in a line.
    public let summary: String
    let make: @Sendable ([Int], Int) throws(GraphError) -> Model
    /// The same with so many hidden units; nil where the model has no such number.
    var makeWide: (@Sendable ([Int], Int, Int) throws(GraphError) -> Model)?
  }

  /// Every model that has a name.
  public static let entries: [Entry] = [
    mlp(name: "mlp", summary: "two fully connected layers, 128 hidden units"),
    mlp(name: "mlp-cifar", summary: "mlp, as benchmarks on CIFAR-10 name it"),
    Entry(name: "simplecnn", summary: "two 5×5 convolutions, three fully connected layers", make: simpleCNN),
    Entry(name: "lenet5", summary: "simplecnn with the padding that 28×28 images need", make: leNet5),
    Entry(name: "resnet20", summary: "residual network of 20 layers, for images of 32×32", make: resNet20),
    Entry(name: "resnet18", summary: "residual network of 18 layers, its stem after the image's size", make: resNet18),
    Entry(name: "resnet34", summary: "residual network of 34 layers, its stem after the image's size", make: resNet34),
    Entry(
      name: "resnet50", summary: "residual network of 50 layers in bottlenecks, its stem after the image's size", make: resNet50
    ),
    Entry(name: "vgg11", summary: "eight 3×3 convolutions with pooling, one fully connected layer", make: vgg11),
    Entry(name: "vgg16", summary: "13 3×3 convolutions with pooling, three fully connected layers", make: vgg16),
    Entry(name: "densenet121", summary: "121 layers, each of which takes what all of its block gave", make: denseNet121),
    Entry(name: "mobilenetv2", summary: "inverted residual blocks of depthwise convolutions", make: mobileNetV2),
    Entry(name: "efficientnet-b0", summary: "inverted residual blocks with squeeze and excitation", make: efficientNetB0),
    Entry(name: "convnext-t", summary: "7×7 depthwise convolutions and fully connected layers on pixels", make: convNeXtTiny),
    Entry(
      name: "rowlstm", summary: "an image's rows as a sequence, 128 LSTM units",
      make: { shape, classes throws(GraphError) in try rowLSTM(imageShape: shape, classCount: classes) },
      makeWide: { shape, classes, width throws(GraphError) in
        try rowLSTM(imageShape: shape, classCount: classes, width: width)
      }),
    Entry(
      name: "rowgru", summary: "an image's rows as a sequence, 128 GRU units",
      make: { shape, classes throws(GraphError) in try rowGRU(imageShape: shape, classCount: classes) },
      makeWide: { shape, classes, width throws(GraphError) in
        try rowGRU(imageShape: shape, classCount: classes, width: width)
      }),
    Entry(name: "vit", summary: "vision transformer of 6 layers on patches of 4×4, for images of 32×32", make: viT),
    Entry(name: "vit-b16", summary: "vision transformer ViT-B/16, for images of 224×224", make: viTB16),
  ]

  private static func mlp(name: String, summary: String) -> Entry {
    Entry(
      name: name, summary: summary,
      make: { shape, classes throws(GraphError) in try mlp(name: name, imageShape: shape, classCount: classes) },
      makeWide: { shape, classes, width throws(GraphError) in
        try mlp(name: name, imageShape: shape, classCount: classes, width: width)
      })
  }

  /// The model `name` for images of a shape [C, H, W].
  ///
  /// - Parameters:
  ///   - name: Of one of the entries.
  ///   - imageShape: [C, H, W].
  ///   - classCount: How many logits the model gives.
  ///   - width: The number of hidden units of a model that has one, such as `mlp`; the model's own where nil.
  /// - Throws: An unknown name, with those that are known; an image shape that the model cannot take; a width for a model that has
  ///   none, or below 1.
  public static func model(
    named name: String, imageShape: [Int], classCount: Int, width: Int? = nil
  ) throws(GraphError) -> Model {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw GraphError(
        layer: "", "no model is called '\(name)'; there are: \(entries.map(\.name).joined(separator: ", "))")
    }
    guard let width else { return try entry.make(imageShape, classCount) }
    guard let makeWide = entry.makeWide else {
      let wide = entries.filter { $0.makeWide != nil }.map(\.name).joined(separator: ", ")
      throw GraphError(layer: "", "'\(name)' has no width to choose; these have one: \(wide)")
    }
    guard width > 0 else { throw GraphError(layer: "", "the width must be at least 1, but is \(width)") }
    return try makeWide(imageShape, classCount, width)
  }
}
