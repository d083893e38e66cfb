import ConcordGraph
import ConcordKit
import ConcordNN

/// The zoo's models on small inputs, and the ways in which they are trained.
enum ZooModels {
  private static let classCount = 10

  /// A way to train: an optimizer, and the norm at which gradients are clipped.
  struct Recipe {
    let name: String
    let optimizer: any Optimizer
    var clipNorm: Double?
  }

  /// Each model for the first of MNIST's and CIFAR-10's images that it takes; but for the largest, which are made of the operations of
  /// others and would take as long as all those.
  static func all() -> [Model] {
    ModelZoo.entries.compactMap { entry in
      [[1, 28, 28], [3, 32, 32]].lazy.compactMap { shape in
        try? ModelZoo.model(named: entry.name, imageShape: shape, classCount: classCount)
      }.first { multiplyAdds($0) ?? .max < 500_000_000 }
    }
  }

  /// Of one image.
  private static func multiplyAdds(_ model: Model) -> Int? {
    try? model.summary(batchSize: 1).reduce(0) { $0.addingSaturating($1.multiplyAdds) }
  }

  /// Whether a step takes so long on the reference and on slow devices that one recipe and the smallest batches have to do.
  static func isLarge(_ model: Model) -> Bool {
    (multiplyAdds(model) ?? 0) > 5_000_000
  }

  static func recipes(for model: Model) -> [Recipe] { isLarge(model) ? [momentum] : small }

  private static let small = [
    Recipe(name: "adam", optimizer: Adam(learningRate: 0.001)), Recipe(name: "sgd", optimizer: SGD(learningRate: 0.05)),
    momentum, Recipe(name: "adamw", optimizer: AdamW(learningRate: 0.001)),
  ]

  /// Clips: the norm of a first step's gradients is larger.
  private static let momentum = Recipe(
    name: "momentum+clip", optimizer: SGD(learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4), clipNorm: 0.5)
}
