import ConcordGraph

extension ModelZoo {
  /// pixels-128-classes with ReLU: 101,770 parameters on 28×28 grey images and 10 classes.
  static func mlp(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    try Model(name: "mlp", inputShape: imageShape, classCount: classCount) {
      Flatten()
      Linear(imageShape.reduce(1, *), 128, name: "fc1")
      ReLU()
      Linear(128, classCount, name: "fc2")
    }
  }
}
