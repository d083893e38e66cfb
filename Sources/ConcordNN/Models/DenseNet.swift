import ConcordGraph

extension ModelZoo {
  /// Huang and others, *Densely Connected Convolutional Networks* (2017), 121 layers that grow by 32 channels, as torchvision builds it:
  /// 7,978,856 parameters with 1000 classes.
  static func denseNet121(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    var blocks: [any Layer] = []
    var channels = 64
    for (number, count) in [6, 12, 24, 16].enumerated() {
      let inputs = channels
      blocks.append(
        Sequential(name: "denseblock\(number + 1)") {
          for layer in 0..<count { denseLayer(inputs + 32 * layer, name: "denselayer\(layer + 1)") }
        })
      channels += 32 * count
      guard number < 3 else { break }
      blocks.append(transition(channels, name: "transition\(number + 1)"))
      channels /= 2
    }
    return try Model(name: "densenet121", inputShape: imageShape, classCount: classCount) {
      Sequential(name: "features") {
        Conv2D(imageShape[0], 64, kernel: 7, stride: 2, padding: 3, bias: false, name: "conv0")
        BatchNorm2D(64, name: "norm0")
        ReLU(name: "relu0")
        MaxPool2D(3, stride: 2, padding: 1, name: "pool0")
        blocks
        BatchNorm2D(channels, name: "norm5")
      }
      ReLU(name: "relu")
      GlobalAveragePool(name: "avgpool")
      Linear(channels, classCount, name: "classifier")
    }
  }

  /// 32 new channels beside those that there are.
  private static func denseLayer(_ channels: Int, name: String) -> Sequential {
    Sequential(name: name) {
      BatchNorm2D(channels, name: "norm1")
      ReLU(name: "relu1")
      Conv2D(channels, 128, kernel: 1, bias: false, name: "conv1")
      BatchNorm2D(128, name: "norm2")
      ReLU(name: "relu2")
      Conv2D(128, 32, kernel: 3, padding: 1, bias: false, name: "conv2")
      Concatenation(name: "joined").taking("input", "conv2")
    }
  }

  /// Half of the channels, half of the size.
  private static func transition(_ channels: Int, name: String) -> Sequential {
    Sequential(name: name) {
      BatchNorm2D(channels, name: "norm")
      ReLU(name: "relu")
      Conv2D(channels, channels / 2, kernel: 1, bias: false, name: "conv")
      AvgPool2D(2, name: "pool")
    }
  }
}
