import Concord

/// Optimizers by name.
enum OptimizerChoice {
  static let names = ["adam", "sgd"]

  static func optimizer(named name: String, learningRate: Double) throws -> any Optimizer {
    guard Float(learningRate).isFinite, learningRate >= 0 else {
      throw CommandError("the learning rate must be a finite float32 number of at least 0, but is \(learningRate)")
    }
    switch name {
    case "adam": return Adam(learningRate: learningRate)
    case "sgd": return SGD(learningRate: learningRate)
    default:
      throw CommandError("no optimizer is called '\(name)'; there are: \(names.joined(separator: ", "))")
    }
  }

  /// The learning rate where none is given.
  static func defaultLearningRate(_ name: String) -> Double { name == "sgd" ? 0.1 : 0.001 }
}
