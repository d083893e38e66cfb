import ConcordGraph

extension ModelZoo {
  /// He and others, *Deep Residual Learning for Image Recognition* (2016), section 4.2, n = 3, with their shortcut B: a 1×1 convolution
  /// and a normalisation where the size changes. 272,474 parameters on 3×32×32 images and 10 classes: the 269,722 of shortcut A, which
  /// has none, and 2,752 in the two shortcuts.
  static func resNet20(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    try Model(name: "resnet20", inputShape: imageShape, classCount: classCount) {
      Conv2D(imageShape[0], 16, kernel: 3, padding: 1, bias: false, name: "conv1")
      BatchNorm2D(16, name: "bn1")
      ReLU(name: "relu")
      residualBlocks(3, 16, 16, stride: 1, name: "layer1")
      residualBlocks(3, 16, 32, stride: 2, name: "layer2")
      residualBlocks(3, 32, 64, stride: 2, name: "layer3")
      GlobalAveragePool(name: "avgpool")
      Linear(64, classCount, name: "fc")
    }
  }

  /// The same paper's table 1, as torchvision builds it: 11,689,512 parameters with 1000 classes. For images below 64×64 its stem, a
  /// 7×7 convolution of stride 2 and a pool, is a 3×3 convolution: 11,173,962 parameters with 10 classes.
  static func resNet18(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    let isSmall = imageShape.dropFirst().contains { $0 < 64 }
    return try Model(name: "resnet18", inputShape: imageShape, classCount: classCount) {
      if isSmall {
        Conv2D(imageShape[0], 64, kernel: 3, padding: 1, bias: false, name: "conv1")
      } else {
        Conv2D(imageShape[0], 64, kernel: 7, stride: 2, padding: 3, bias: false, name: "conv1")
      }
      BatchNorm2D(64, name: "bn1")
      ReLU(name: "relu")
      if !isSmall { MaxPool2D(3, stride: 2, padding: 1, name: "maxpool") }
      residualBlocks(2, 64, 64, stride: 1, name: "layer1")
      residualBlocks(2, 64, 128, stride: 2, name: "layer2")
      residualBlocks(2, 128, 256, stride: 2, name: "layer3")
      residualBlocks(2, 256, 512, stride: 2, name: "layer4")
      GlobalAveragePool(name: "avgpool")
      Linear(512, classCount, name: "fc")
    }
  }

  /// Blocks of two 3×3 convolutions, named as torchvision names them. The first changes the number of channels and, by its stride,
  /// the size.
  private static func residualBlocks(_ count: Int, _ inputs: Int, _ outputs: Int, stride: Int, name: String) -> Sequential {
    Sequential(name: name) {
      for block in 0..<count {
        residualBlock(block == 0 ? inputs : outputs, outputs, stride: block == 0 ? stride : 1, name: String(block))
        // Not by its position, which is another block's name.
        ReLU(name: "relu\(block)")
      }
    }
  }

  private static func residualBlock(_ inputs: Int, _ outputs: Int, stride: Int, name: String) -> Residual {
    Residual(name: name) {
      Conv2D(inputs, outputs, kernel: 3, stride: stride, padding: 1, bias: false, name: "conv1")
      BatchNorm2D(outputs, name: "bn1")
      ReLU(name: "relu")
      Conv2D(outputs, outputs, kernel: 3, padding: 1, bias: false, name: "conv2")
      BatchNorm2D(outputs, name: "bn2")
    } shortcut: {
      if stride != 1 || inputs != outputs {
        Conv2D(inputs, outputs, kernel: 1, stride: stride, bias: false)
        BatchNorm2D(outputs)
      }
    }
  }
}
