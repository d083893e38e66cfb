import ConcordGraph

extension ModelZoo {
  /// pixels-width-classes with ReLU; with 128 hidden units 101,770 parameters on 28×28 grey images and 10 classes, 394,634 on 3×32×32 images.
  static func mlp(name: String, imageShape: [Int], classCount: Int, width: Int = 128) throws(GraphError) -> Model {
    try Model(name: name, inputShape: imageShape, classCount: classCount) {
      Flatten(name: "flatten")
      Linear(imageShape.reduce(1, *), width, name: "fc1")
      ReLU(name: "relu")
      Linear(width, classCount, name: "fc2")
    }
  }
}
