import ConcordGraph

extension ModelZoo {
  /// Sandler and others, *MobileNetV2: Inverted Residuals and Linear Bottlenecks* (2018), as torchvision builds it: 3,504,872 parameters
  /// with 1000 classes.
  static func mobileNetV2(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    // Expansion, channels, blocks, stride of the first.
    let stages = [
      (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ]
    var blocks: [any Layer] = []
    var inputs = 32
    for (expansion, outputs, count, stride) in stages {
      for block in 0..<count {
        blocks.append(
          invertedResidual(
            inputs, outputs, stride: block == 0 ? stride : 1, expansion: expansion, name: String(blocks.count + 1)))
        inputs = outputs
      }
    }
    return try Model(name: "mobilenetv2", inputShape: imageShape, classCount: classCount) {
      Sequential(name: "features") {
        normalised(imageShape[0], 32, kernel: 3, stride: 2, ReLU6(), name: "0")
        blocks
        normalised(320, 1280, kernel: 1, ReLU6(), name: "18")
      }
      GlobalAveragePool(name: "avgpool")
      Sequential(name: "classifier") {
        Dropout(0.2)
        Linear(1280, classCount)
      }
    }
  }

  private static func invertedResidual(
    _ inputs: Int, _ outputs: Int, stride: Int, expansion: Int, name: String
  ) -> Sequential {
    let hidden = inputs * expansion
    return Sequential(name: name) {
      Sequential(name: "conv") {
        if expansion != 1 { normalised(inputs, hidden, kernel: 1, ReLU6()) }
        normalised(hidden, hidden, kernel: 3, stride: stride, groups: hidden, ReLU6())
        Conv2D(hidden, outputs, kernel: 1, bias: false)
        BatchNorm2D(outputs)
      }
      if stride == 1 && inputs == outputs { Addition(name: "sum").taking("input", "conv") }
    }
  }

  /// A convolution without bias that keeps the size but for its stride, a normalisation, and an activation where there is one:
  /// torchvision's `Conv2dNormActivation`.
  static func normalised(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1, _ activation: (any Layer)? = nil,
    name: String? = nil
  ) -> Sequential {
    Sequential(name: name) {
      Conv2D(inputs, outputs, kernel: kernel, stride: stride, padding: kernel / 2, groups: groups, bias: false)
      BatchNorm2D(outputs)
      if let activation { activation }
    }
  }
}
