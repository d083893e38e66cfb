import ConcordGraph
import ConcordNN

/// The zoo's models on small inputs, and the optimizers that they are trained with.
enum ZooModels {
  private static let classCount = 10

  /// Each model for the first of MNIST's and CIFAR-10's images that it takes.
  static func all() -> [Model] {
    ModelZoo.entries.compactMap { entry in
      [[1, 28, 28], [3, 32, 32]].lazy.compactMap { shape in
        try? ModelZoo.model(named: entry.name, imageShape: shape, classCount: classCount)
      }.first
    }
  }

  static let optimizers: [any Optimizer] = [Adam(learningRate: 0.001), SGD(learningRate: 0.05)]
}
