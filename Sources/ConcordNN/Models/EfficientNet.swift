import ConcordGraph

extension ModelZoo {
  /// Tan and Le, *EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks* (2019), B0 as torchvision builds it, without
  /// its stochastic depth: 5,288,548 parameters with 1000 classes.
  static func efficientNetB0(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    // Expansion, kernel, stride of the first block, channels, blocks.
    let stages = [
      (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
      (6, 3, 1, 320, 1),
    ]
    var layers: [any Layer] = []
    var inputs = 32
    for (number, (expansion, kernel, stride, outputs, count)) in stages.enumerated() {
      layers.append(
        Sequential(name: String(number + 1)) {
          for block in 0..<count {
            mobileBlock(
              block == 0 ? inputs : outputs, outputs, kernel: kernel, stride: block == 0 ? stride : 1, expansion: expansion,
              name: String(block))
          }
        })
      inputs = outputs
    }
    return try Model(name: "efficientnet-b0", inputShape: imageShape, classCount: classCount) {
      Sequential(name: "features") {
        normalised(imageShape[0], 32, kernel: 3, stride: 2, SiLU(), name: "0")
        layers
        normalised(320, 1280, kernel: 1, SiLU(), name: "8")
      }
      GlobalAveragePool(name: "avgpool")
      Sequential(name: "classifier") {
        Dropout(0.2)
        Linear(1280, classCount)
      }
    }
  }

  /// An inverted residual block with squeeze and excitation: torchvision's `MBConv`.
  private static func mobileBlock(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int, expansion: Int, name: String
  ) -> Sequential {
    let hidden = inputs * expansion
    return Sequential(name: name) {
      Sequential(name: "block") {
        if expansion != 1 { normalised(inputs, hidden, kernel: 1, SiLU()) }
        normalised(hidden, hidden, kernel: kernel, stride: stride, groups: hidden, SiLU())
        squeezeAndExcitation(hidden, squeezed: max(1, inputs / 4))
        normalised(hidden, outputs, kernel: 1)
      }
      if stride == 1 && inputs == outputs { Addition(name: "sum").taking("input", "block") }
    }
  }

  /// Hu and others, *Squeeze-and-Excitation Networks* (2018): a gate for each channel, of the means of all.
  private static func squeezeAndExcitation(_ channels: Int, squeezed: Int) -> Sequential {
    Sequential {
      GlobalAveragePool(name: "avgpool")
      Reshape([channels, 1, 1], name: "pixel")
      Conv2D(channels, squeezed, kernel: 1, name: "fc1")
      SiLU(name: "activation")
      Conv2D(squeezed, channels, kernel: 1, name: "fc2")
      Sigmoid(name: "gate")
      Multiplication(name: "gated").taking("input", "gate")
    }
  }
}
