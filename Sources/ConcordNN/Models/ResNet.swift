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
      blocks(3, 16, 16, stride: 1, name: "layer1")
      blocks(3, 16, 32, stride: 2, name: "layer2")
      blocks(3, 32, 64, stride: 2, name: "layer3")
      GlobalAveragePool(name: "avgpool")
      Linear(64, classCount, name: "fc")
    }
  }

  /// The same paper's table 1, as torchvision builds it: 11,689,512 parameters with 1000 classes. For images below 64×64 its stem, a
  /// 7×7 convolution of stride 2 and a pool, is a 3×3 convolution: 11,173,962 parameters with 10 classes.
  static func resNet18(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    try resNet("resnet18", [2, 2, 2, 2], imageShape, classCount) { block($0, $1, stride: $2, name: $3) }
  }

  /// Of 34 layers, otherwise the same: 21,797,672 parameters with 1000 classes.
  static func resNet34(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    try resNet("resnet34", [3, 4, 6, 3], imageShape, classCount) { block($0, $1, stride: $2, name: $3) }
  }

  /// Of 50 layers, in blocks of three convolutions, of which the second has the stride: 25,557,032 parameters with 1000 classes.
  static func resNet50(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    try resNet("resnet50", [3, 4, 6, 3], widening: 4, imageShape, classCount) { bottleneck($0, $1, stride: $2, name: $3) }
  }

  /// Four stages of blocks of 64, 128, 256 and 512 channels, times what a block widens them by.
  private static func resNet(
    _ name: String, _ counts: [Int], widening: Int = 1, _ imageShape: [Int], _ classCount: Int,
    block: (Int, Int, Int, String) -> Residual
  ) throws(GraphError) -> Model {
    let isSmall = imageShape.dropFirst().contains { $0 < 64 }
    var stages: [any Layer] = []
    var inputs = 64
    for (number, count) in counts.enumerated() {
      let outputs = widening * 64 << number
      stages.append(blocks(count, inputs, outputs, stride: number == 0 ? 1 : 2, name: "layer\(number + 1)", block))
      inputs = outputs
    }
    return try Model(name: name, inputShape: imageShape, classCount: classCount) {
      if isSmall {
        Conv2D(imageShape[0], 64, kernel: 3, padding: 1, bias: false, name: "conv1")
      } else {
        Conv2D(imageShape[0], 64, kernel: 7, stride: 2, padding: 3, bias: false, name: "conv1")
      }
      BatchNorm2D(64, name: "bn1")
      ReLU(name: "relu")
      if !isSmall { MaxPool2D(3, stride: 2, padding: 1, name: "maxpool") }
      stages
      GlobalAveragePool(name: "avgpool")
      Linear(inputs, classCount, name: "fc")
    }
  }

  /// Blocks, named as torchvision names them. The first changes the number of channels and, by its stride, the size.
  private static func blocks(
    _ count: Int, _ inputs: Int, _ outputs: Int, stride: Int, name: String,
    _ block: (Int, Int, Int, String) -> Residual = { block($0, $1, stride: $2, name: $3) }
  ) -> Sequential {
    Sequential(name: name) {
      for number in 0..<count {
        block(number == 0 ? inputs : outputs, outputs, number == 0 ? stride : 1, String(number))
        // Not by its position, which is another block's name.
        ReLU(name: "relu\(number)")
      }
    }
  }

  private static func block(_ inputs: Int, _ outputs: Int, stride: Int, name: String) -> Residual {
    Residual(name: name) {
      Conv2D(inputs, outputs, kernel: 3, stride: stride, padding: 1, bias: false, name: "conv1")
      BatchNorm2D(outputs, name: "bn1")
      ReLU(name: "relu")
      Conv2D(outputs, outputs, kernel: 3, padding: 1, bias: false, name: "conv2")
      BatchNorm2D(outputs, name: "bn2")
    } shortcut: {
      shortcut(inputs, outputs, stride: stride)
    }
  }

  /// A 3×3 convolution on a quarter of the channels that it gives.
  private static func bottleneck(_ inputs: Int, _ outputs: Int, stride: Int, name: String) -> Residual {
    let width = outputs / 4
    return Residual(name: name) {
      Conv2D(inputs, width, kernel: 1, bias: false, name: "conv1")
      BatchNorm2D(width, name: "bn1")
      ReLU(name: "relu1")
      Conv2D(width, width, kernel: 3, stride: stride, padding: 1, bias: false, name: "conv2")
      BatchNorm2D(width, name: "bn2")
      ReLU(name: "relu2")
      Conv2D(width, outputs, kernel: 1, bias: false, name: "conv3")
      BatchNorm2D(outputs, name: "bn3")
    } shortcut: {
      shortcut(inputs, outputs, stride: stride)
    }
  }

  /// Where a block changes the number of channels or the size.
  private static func shortcut(_ inputs: Int, _ outputs: Int, stride: Int) -> [any Layer] {
    guard stride != 1 || inputs != outputs else { return [] }
    return [Conv2D(inputs, outputs, kernel: 1, stride: stride, bias: false), BatchNorm2D(outputs)]
  }
}
