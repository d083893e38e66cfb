import ConcordGraph

extension ModelZoo {
  /// The network of PyTorch's tutorial *Training a Classifier*: 62,006 parameters on 3×32×32 images and 10 classes.
  static func simpleCNN(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    // Each convolution takes 4 rows, each pool halves what is left.
    let sizes = imageShape.dropFirst().map { (($0 - 4) / 2 - 4) / 2 }
    return try Model(name: "simplecnn", inputShape: imageShape, classCount: classCount) {
      Conv2D(imageShape[0], 6, kernel: 5, name: "conv1")
      ReLU(name: "relu1")
      MaxPool2D(2, name: "pool1")
      Conv2D(6, 16, kernel: 5, name: "conv2")
      ReLU(name: "relu2")
      MaxPool2D(2, name: "pool2")
      Flatten(name: "flatten")
      Linear(sizes.reduce(16, *), 120, name: "fc1")
      ReLU(name: "relu3")
      Linear(120, 84, name: "fc2")
      ReLU(name: "relu4")
      Linear(84, classCount, name: "fc3")
    }
  }
}
