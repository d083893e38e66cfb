import ConcordGraph

extension ModelZoo {
  /// Simonyan and Zisserman, *Very Deep Convolutional Networks for Large-Scale Image Recognition* (2015), configuration A: its eight
  /// convolutions, named as torchvision names them, 9,220,480 parameters on colour images; then, as is usual for small images, one
  /// fully connected layer on the mean of each channel instead of three: 9,225,610 parameters with 10 classes.
  static func vgg11(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    try Model(name: "vgg11", inputShape: imageShape, classCount: classCount) {
      convolutions([1, 1, 2, 2, 2], channels: imageShape[0])
      GlobalAveragePool(name: "avgpool")
      Linear(512, classCount, name: "classifier")
    }
  }

  /// Their configuration D, as torchvision builds it: 138,357,544 parameters with images of 224×224 and 1000 classes. Of images of
  /// other sizes its first fully connected layer takes what the convolutions leave.
  static func vgg16(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    let places = imageShape.dropFirst().reduce(1) { $0 * ($1 / 32) }
    return try Model(name: "vgg16", inputShape: imageShape, classCount: classCount) {
      convolutions([2, 2, 3, 3, 3], channels: imageShape[0])
      Flatten(name: "flat")
      Sequential(name: "classifier") {
        Linear(512 * places, 4096)
        ReLU()
        Dropout(0.5)
        Linear(4096, 4096)
        ReLU()
        Dropout(0.5)
        Linear(4096, classCount)
      }
    }
  }

  /// Stages of so many convolutions each, with a pool after them, of 64, 128, 256, 512 and 512 channels.
  private static func convolutions(_ counts: [Int], channels: Int) -> Sequential {
    let widths = [channels, 64, 128, 256, 512, 512]
    return Sequential(name: "features") {
      for (number, count) in counts.enumerated() {
        for index in 0..<count {
          Conv2D(widths[index == 0 ? number : number + 1], widths[number + 1], kernel: 3, padding: 1)
          ReLU()
        }
        MaxPool2D(2)
      }
    }
  }
}
