import ConcordGraph

extension ModelZoo {
  /// After LeCun and others, *Gradient-Based Learning Applied to Document Recognition* (1998), with ReLU, max pooling and a padding
  /// that brings 28×28 images to the paper's 32×32: 61,706 parameters on 1×28×28 images and 10 classes.
  static func leNet5(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    // The first convolution keeps the size, the second takes 4 rows; each pool halves.
    let sizes = imageShape.dropFirst().map { ($0 / 2 - 4) / 2 }
    return try Model(name: "lenet5", inputShape: imageShape, classCount: classCount) {
      Conv2D(imageShape[0], 6, kernel: 5, padding: 2, name: "conv1")
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
