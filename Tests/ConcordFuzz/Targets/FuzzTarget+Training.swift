import Concord

extension FuzzTarget {
  static let safetensors = FuzzTarget(
    name: "safetensors", suffix: "safetensors",
    words: ["__metadata__", "data_offsets", "\"F32\"", "\"I64\"", "[0,0]", "[3,0]", "24.0", "-0", "18446744073709551616", "{}"]
  ) { path in
    _ = try Safetensors(contentsOf: path, elements: ElementType.allCases)
  }

  static let model = FuzzTarget(
    name: "model", suffix: "json",
    words: [
      "\"layers\":[", "\"type\":", "\"Linear\"", "\"Conv2D\"", "\"Residual\"", "\"Parallel\"", "\"Embedding\"", "\"outputs\":",
      "2147483647", "-1", "0.5", "null", "{", "[", "\\ud800", "\u{feff}",
    ]
  ) { path in
    _ = try Model(contentsOf: path, inputShape: [1, 8, 8], classCount: 10)
  }

  static let onnx = FuzzTarget(
    name: "onnx", suffix: "onnx",
    words: [
      "Conv", "MatMul", "Reshape", "Concat", "Split", "pads", "axis", "\u{8}\u{1}", "\u{10}\u{7}", "\u{7f}\u{7f}\u{7f}\u{7f}",
    ]
  ) { path in
    _ = try ImportedModel(contentsOf: path)
  }

  static let config = FuzzTarget(
    name: "config", suffix: "json",
    words: [
      "\"lr\":", "\"seed\":", "\"batch-size\":", "\"shuffle\":", "null", "1e-400", "1e999", "18446744073709551616", "true", ",",
    ]
  ) { path in
    _ = try Settings(contentsOf: path)
  }

  private static let digits = Result { try DatasetCatalog.load("digits", dataDirectory: nil) }

  /// A folder as `concord evaluate` reads it, up to the session on a device.
  static let run = FuzzTarget(
    name: "run", suffix: nil,
    words: [
      "\"width\" : 2147483647,", "\"microBatch\" : 16777216,", "\"classes\" : [", "\"mlp\"", "\"vgg11\"", "null", "1e-400",
      "-1", "\"F32\"",
    ]
  ) { path in
    let run = try TrainedRun(contentsOf: path)
    let all = try digits.get()
    // A few images: making the session is what is tried, not classifying with it.
    guard let images = all.images?.test else { return }
    let test = LabelledImages(
      imageShape: images.imageShape, pixels: try (0..<2).flatMap { try images.pixels(of: $0) },
      labels: Array(images.labels.prefix(2)), normalization: images.normalization)
    let data = try run.normalized(Dataset(name: all.name, classNames: all.classNames, train: test, test: test))
    _ = try run.session(on: ReferenceBackend().open(device: 0, options: [:]), for: data)
  }
}
