import ConcordGraph
import ConcordKit
import ConcordNN
import ConcordTraining

/// What a training run takes of the device, category by category, against the memory model: a difference of 0.
enum MemoryChecks {
  static func all() -> [ConformanceCase] {
    ZooModels.all().flatMap { model in
      let microBatches = ZooModels.isLarge(model) ? [1, 2] : [1, 5]
      return ZooModels.recipes(for: model).flatMap { recipe in
        MemoryPlan.allCases.flatMap { plan in
          microBatches.map { microBatch in
            ConformanceCase(
              "memory[model=\(model.name),optimizer=\(recipe.name),plan=\(plan.rawValue),micro-batch=\(microBatch)]",
              .memory, timeLimit: 120
            ) { target in try check(target, model, recipe, plan, microBatch) }
          }
        }
      }
    }
  }

  private static func check(
    _ target: ConformanceTarget, _ model: Model, _ recipe: ZooModels.Recipe, _ plan: MemoryPlan, _ microBatch: Int
  ) throws {
    let session = try TrainingSession(
      model, on: target.device, optimizer: recipe.optimizer, clipNorm: recipe.clipNorm, microBatchSizes: [microBatch],
      seed: 1, plan: plan)
    for row in session.memory.rows where row.difference != 0 {
      throw ConformanceFailure(
        "\(row.category): predicted \(row.predicted) bytes, allocated \(row.allocated), a difference of \(row.difference)")
    }
    try Expect.that(session.memory.isExact, "padding or peak are not as predicted: \(session.memory)")
    let total = session.ledger.totalByteCount
    let movements = session.ledger.movements
    let images = [Float](repeating: 0.5, count: microBatch * model.inputShape.reduce(1, *))
    let labels = [Int32](repeating: 1, count: microBatch)
    try images.withUnsafeBufferPointer { images in
      try labels.withUnsafeBufferPointer { labels in
        try session.train(
          images: images, labels: labels,
          TrainingSession.Part(batchSize: microBatch, step: 1, firstSample: 0))
      }
    }
    _ = try session.lossTotal()
    try Expect.that(
      session.ledger.movements == movements && session.ledger.totalByteCount == total, "a step took memory of the device")
  }
}
