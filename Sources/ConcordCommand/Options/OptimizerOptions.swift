import ArgumentParser
import Concord

/// Which optimizer, and what decides its update besides the learning rate.
struct OptimizerOptions: ParsableArguments {
  static let names = ["adagrad", "adam", "adamw", "rmsprop", "sgd"]

  @Option(
    help: ArgumentHelp("Which optimizer: \(names.joined(separator: ", ")). Default: adam.", valueName: "name"),
    transform: NamedChoice.optimizer.parse)
  var optimizer: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of sgd: the share of its velocity that stays. Default: 0.", valueName: "share"),
    transform: RealNumbers.share.parse)
  var momentum: Double?

  @Flag(help: "Of sgd: Nesterov's momentum.")
  var nesterov = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Weight decay, of all parameters. Default: 0; 0.01 for adamw.", valueName: "factor"),
    transform: RealNumbers.notNegative.parse)
  var weightDecay: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Scale the gradients so that the norm of all together is at most this.", valueName: "norm"),
    transform: RealNumbers.positive.parse)
  var clipNorm: Double?

  func name(_ settings: Settings) -> String { optimizer ?? settings.optimizer ?? "adam" }

  func optimizer(_ settings: Settings, learningRate: Double) throws -> any Optimizer {
    let name = name(settings)
    guard Self.names.contains(name) else {
      throw CommandError("--optimizer: no optimizer is called '\(name)'; there are: \(NamedChoice.optimizer.list)")
    }
    let momentum = momentum ?? settings.momentum ?? 0
    let nesterov = nesterov || settings.nesterov ?? false
    let decay = weightDecay ?? settings.weightDecay ?? (name == "adamw" ? 0.01 : 0)
    // After --lr-scaling.
    guard Float(learningRate).isFinite, learningRate >= 0, learningRate == 0 || Float(learningRate) > 0 else {
      throw CommandError("--lr: the learning rate must be a finite float32 number of at least 0, but is \(learningRate)")
    }
    try RealNumbers.share.check(momentum, "momentum")
    try RealNumbers.notNegative.check(decay, "weight-decay")
    guard name == "sgd" || (momentum == 0 && !nesterov) else {
      throw CommandError(
        "\(momentum == 0 ? "--nesterov" : "--momentum"): \(name) has no momentum to set; leave it out, or choose the optimizer sgd"
      )
    }
    guard !nesterov || momentum > 0 else {
      throw CommandError("--nesterov: Nesterov's momentum needs one above 0; set --momentum too, such as 0.9")
    }
    return switch name {
    case "adagrad": Adagrad(learningRate: learningRate, weightDecay: decay)
    case "adamw": AdamW(learningRate: learningRate, weightDecay: decay)
    case "rmsprop": RMSprop(learningRate: learningRate, weightDecay: decay)
    case "sgd": SGD(learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: decay)
    default: Adam(learningRate: learningRate, weightDecay: decay)
    }
  }

  func clipNorm(_ settings: Settings) throws -> Double? {
    guard let norm = clipNorm ?? settings.clipNorm else { return nil }
    try RealNumbers.positive.check(norm, "clip-norm")
    return norm
  }
}
