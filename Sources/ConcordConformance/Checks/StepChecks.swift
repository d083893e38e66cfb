import ConcordKit
import ConcordNN
import ConcordTraining

/// Whole training steps of the zoo's models: after each the same loss, at the end the same SHA-256 of all parameters and the same
/// state, as on the reference.
enum StepChecks {
  static func all() -> [ConformanceCase] {
    ZooModels.all().flatMap { model in
      let isLarge = ZooModels.isLarge(model)
      return ZooModels.recipes(for: model).flatMap { recipe in
        // Whole, and in parts. Both sides take the same parts: with batch normalisation others give other numbers.
        (isLarge ? [[2], [1, 1]] : [[4], [3, 1]]).map { parts in
          let name = "step[model=\(model.name),optimizer=\(recipe.name),batch=\(CaseList.text(parts))]"
          return ConformanceCase(name, .step, timeLimit: 300) { target in
            try compare(
              target, Training(model: model, recipe: recipe, parts: parts, steps: isLarge ? 2 : 3), CaseNumbers(name))
          }
        }
      }
    }
  }

  /// What is trained, and how.
  private struct Training {
    var model: Model
    var recipe: ZooModels.Recipe
    /// The samples of each micro-batch of a step.
    var parts: [Int]
    var steps: UInt64
  }

  private static func compare(
    _ target: ConformanceTarget, _ training: Training, _ numbers: CaseNumbers
  ) throws {
    let got = try train(training, numbers, on: target.device)
    let expected = try train(training, numbers, on: target.reference)
    for (step, (loss, right)) in zip(got.losses, expected.losses).enumerated() {
      try Expect.that(
        Bits.canonical(loss, .float32) == Bits.canonical(right, .float32),
        "the loss of step \(step + 1) is \(Bits.text(loss, .float32)), expected \(Bits.text(right, .float32))")
    }
    try Expect.that(
      got.hash == expected.hash,
      "after \(training.steps) steps the parameters' SHA-256 is \(got.hash), expected \(expected.hash); "
        + (firstDifference(got.parameters, expected.parameters) ?? "every parameter is the same"))
    let difference = firstDifference(got.state, expected.state)
    try Expect.that(
      difference == nil, "after \(training.steps) steps the state differs: " + (difference ?? ""))
    try Expect.that(got.movements == 0, "memory was taken or given back after the first step")
  }

  private struct Run {
    var losses: [UInt32] = []
    var hash = ""
    var parameters: [Values] = []
    /// What layers keep without learning it: running statistics.
    var state: [Values] = []
    var movements = 0
  }

  private typealias Values = (name: String, values: [Float])

  private static func firstDifference(_ got: [Values], _ expected: [Values]) -> String? {
    for (mine, right) in zip(got, expected) {
      for (index, (a, b)) in zip(mine.values, right.values).enumerated()
      where Bits.canonical(a.bitPattern, .float32) != Bits.canonical(b.bitPattern, .float32) {
        return "first in '\(mine.name)' at element \(index): \(Bits.text(a.bitPattern, .float32)), "
          + "expected \(Bits.text(b.bitPattern, .float32))"
      }
    }
    return nil
  }

  private static func train(_ training: Training, _ numbers: CaseNumbers, on device: any Device) throws -> Run {
    var numbers = numbers
    let (model, recipe, parts) = (training.model, training.recipe, training.parts)
    let session = try TrainingSession(
      model, on: device, optimizer: recipe.optimizer, clipNorm: recipe.clipNorm, microBatchSizes: Set(parts), seed: 7)
    var run = Run()
    var movements = 0
    for step in 1...training.steps {
      for (index, count) in parts.enumerated() {
        let images = ValueClass.normal.words(count * model.inputShape.reduce(1, *), &numbers).map { Float(bitPattern: $0) }
        let labels = (0..<count).map { _ in numbers.integer(0...Int32(model.classCount - 1)) }
        let part = TrainingSession.Part(
          batchSize: parts.reduce(0, +), step: step, firstSample: parts[..<index].reduce(0, +))
        try images.withUnsafeBufferPointer { images in
          try labels.withUnsafeBufferPointer { try session.train(images: images, labels: $0, part) }
        }
      }
      run.losses.append(try session.lossTotal().bitPattern)
      if step == 1 { movements = session.ledger.movements }
    }
    run.movements = session.ledger.movements - movements
    run.hash = try session.parametersSHA256()
    run.parameters = try session.parameters.map { ($0.name, try session.values(of: $0)) }
    run.state = try session.state.map { ($0.name, try session.values(of: $0)) }
    return run
  }
}
