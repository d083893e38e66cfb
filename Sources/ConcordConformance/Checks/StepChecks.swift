import ConcordKit
import ConcordNN
import ConcordTraining

/// Whole training steps of the zoo's models: after each the same loss, at the end the same SHA-256 of all parameters, as on the
/// reference.
enum StepChecks {
  static let steps: UInt64 = 3

  static func all() -> [ConformanceCase] {
    ZooModels.all().flatMap { model in
      ZooModels.optimizers.flatMap { optimizer in
        // Whole, and in parts the last of which is smaller.
        [[4], [3, 1]].map { parts in
          let name = "step[model=\(model.name),optimizer=\(optimizer.name),batch=\(CaseList.text(parts))]"
          return ConformanceCase(name, .step, timeLimit: 300) { target in
            try compare(target, model, optimizer, parts, CaseNumbers(name))
          }
        }
      }
    }
  }

  private static func compare(
    _ target: ConformanceTarget, _ model: Model, _ optimizer: any Optimizer, _ parts: [Int], _ numbers: CaseNumbers
  ) throws {
    let got = try train(model, optimizer, parts, numbers, on: target.device)
    let expected = try train(model, optimizer, parts, numbers, on: target.reference)
    for (step, (loss, right)) in zip(got.losses, expected.losses).enumerated() {
      try Expect.that(
        Bits.canonical(loss, .float32) == Bits.canonical(right, .float32),
        "the loss of step \(step + 1) is \(Bits.text(loss, .float32)), expected \(Bits.text(right, .float32))")
    }
    try Expect.that(
      got.hash == expected.hash,
      "after \(steps) steps the parameters' SHA-256 is \(got.hash), expected \(expected.hash); \(got.firstDifference(from: expected))"
    )
    try Expect.that(got.movements == 0, "memory was taken or given back after the first step")
  }

  private struct Run {
    var losses: [UInt32] = []
    var hash = ""
    var parameters: [(name: String, values: [Float])] = []
    var movements = 0

    func firstDifference(from other: Run) -> String {
      for (mine, theirs) in zip(parameters, other.parameters) {
        for (index, (a, b)) in zip(mine.values, theirs.values).enumerated()
        where Bits.canonical(a.bitPattern, .float32) != Bits.canonical(b.bitPattern, .float32) {
          return "first in '\(mine.name)' at element \(index): \(Bits.text(a.bitPattern, .float32)), "
            + "expected \(Bits.text(b.bitPattern, .float32))"
        }
      }
      return "every parameter is the same"
    }
  }

  private static func train(
    _ model: Model, _ optimizer: any Optimizer, _ parts: [Int], _ numbers: CaseNumbers, on device: any Device
  ) throws -> Run {
    var numbers = numbers
    let session = try TrainingSession(model, on: device, optimizer: optimizer, microBatchSizes: Set(parts), seed: 7)
    var run = Run()
    var movements = 0
    for step in 1...steps {
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
    return run
  }
}
