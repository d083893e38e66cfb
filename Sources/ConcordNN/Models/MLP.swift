import ConcordGraph

extension ModelZoo {
  /// pixels-128-classes with ReLU: 101,770 parameters on 28×28 grey images and 10 classes, 394,634 on 3×32×32 images.
  static func mlp(name: String, imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    try Model(name: name, inputShape: imageShape, classCount: classCount) {
      Flatten()
      Linear(imageShape.reduce(1, *), 128, name: "fc1")
      ReLU()
      Linear(128, classCount, name: "fc2")
    }
  }
}
