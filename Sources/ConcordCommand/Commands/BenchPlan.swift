import Concord

/// What `concord bench` was asked to time.
struct BenchPlan {
  var model: Model
  var dataset: String
  var batchSizes: [Int]
  var optimizer: any Optimizer
  /// For each thing, at least.
  var seconds: Double

  /// The distinct operations called `name` in a training step; all of them for 'all'.
  func operations(_ name: String, batchSize: Int) throws -> [StepOperation] {
    let all = try StepOperation.all(of: model, batchSize: batchSize, optimizer: optimizer)
    let chosen = name == "all" ? all : all.filter { $0.name == name }
    guard !chosen.isEmpty else {
      let names = Set(all.map(\.name)).sorted().joined(separator: ", ")
      throw CommandError("--op: a training step of \(model.name) has no operation '\(name)'; it has: \(names)")
    }
    return chosen
  }

  /// When each kernel of a step was at work, after a few steps that are not looked at.
  func profile(on device: any Device) throws -> [ProfiledLaunch] {
    let steps = try RandomSteps(model, batchSize: batchSizes[0], optimizer: optimizer, on: device)
    for _ in 0..<3 { try steps.step() }
    return try steps.profile()
  }

  /// The arguments of a process that makes one step of what this one was asked for.
  static func oneStepArguments(_ batchSize: Int) -> [String] {
    OwnCommand.words(
      [("--batch-size", String(batchSize))], without: ["--op", "--trace", "--seconds", "--json"],
      flags: ["--products", "--peak", "--tune", "--first-step"]) + ["--one-step"]
  }
}
