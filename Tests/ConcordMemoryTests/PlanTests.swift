import Concord
import ConcordTestSupport
import Testing

/// Predictions of every plan against the planner's places, without running anything.
@Suite("Memory plans")
struct PlanTests {
  /// Every model of the zoo, on images that it is made for, and one of every other layer.
  static func models() throws -> [Model] {
    try ModelZoo.entries.map { entry in
      let shape = entry.name == "mlp" || entry.name == "lenet5" ? [1, 28, 28] : [3, 32, 32]
      return try ModelZoo.model(named: entry.name, imageShape: shape, classCount: 10)
    } + [mixed()]
  }

  /// With no, one and two tensors of state for each parameter.
  private static let optimizers: [any Optimizer] = [
    SGD(learningRate: 0.1), SGD(learningRate: 0.1, momentum: 0.9), Adam(learningRate: 0.1),
  ]

  static func mixed() throws -> Model {
    try Model(name: "mixed", inputShape: [2, 9, 9], classCount: 4) {
      Pad2D(top: 1, left: 1)
      Conv2D(2, 8, kernel: 3, padding: 1, name: "a")
      GELU()
      GroupNorm(groups: 2, 8, name: "groups")
      Residual(name: "block") {
        ReLU()
        Conv2D(8, 8, kernel: 3, padding: 1, bias: false, name: "conv")
        BatchNorm2D(8, name: "bn")
        Dropout(0.25)
      }
      Parallel(name: "branches") {
        Conv2D(8, 3, kernel: 1, name: "left")
        Sequential(name: "right") {
          LeakyReLU()
          Conv2D(8, 5, kernel: 3, padding: 1)
        }
      }
      SiLU()
      MaxPool2D(2)
      AvgPool2D(2)
      Flatten()
      LayerNorm(32, name: "rows")
      Linear(32, 20, name: "hidden")
      ReLU()
      Sigmoid()
      Tanh()
      Dropout(0.5)
      Softmax()
      Linear(20, 4, name: "last")
      LogSoftmax()
    }
  }

  static func graph(
    _ model: Model, _ microBatch: Int, _ plan: MemoryPlan, _ optimizer: any Optimizer = SGD(learningRate: 0.1),
    loss: any Loss = CrossEntropy(), budget: Int? = nil, limit: Int? = nil
  ) throws -> TrainingGraph {
    try TrainingGraph.planned(
      StepDescription(
        model, optimizer: optimizer, loss: loss, plan: plan, activationBudget: budget, microBatch: microBatch),
      maximumAllocation: limit)
  }

  /// Bytes and padding of every category, as the planner lays them out.
  static func planned(_ graph: TrainingGraph, _ plan: MemoryPlan, limit: Int? = nil) throws -> MemoryPrediction {
    var planned = MemoryPrediction()
    for arena in try Planner.layout(graph.graph, plan: plan, maximumAllocation: limit).arenas {
      planned.add(arena.category, arena.byteCount - arena.padding, padding: arena.padding)
    }
    return planned
  }

  private func expectAgreement(_ prediction: MemoryPrediction, _ planned: MemoryPrediction, _ what: String) {
    for category in MemoryCategory.allCases {
      #expect(prediction[category] == planned[category], "\(what): \(category)")
      #expect(
        prediction.padding[category, default: 0] == planned.padding[category, default: 0], "\(what): \(category), padding")
    }
    #expect(prediction.total == planned.total, "\(what)")
  }

  @Test("the prediction is the planner's layout, for every model, optimizer, plan, batch and micro-batch")
  func agreement() throws {
    // Memory is that of the largest micro-batch: these are all that batches of 1, 7 and 64, whole or in parts of 1 or 5, have.
    for model in try Self.models() {
      for plan in MemoryPlan.allCases {
        for optimizer in Self.optimizers {
          for size in [1, 5, 7, 64] {
            let prediction = try MemoryModel.predict(StepDescription(model, optimizer: optimizer, plan: plan, microBatch: size))
            let planned = try Self.planned(Self.graph(model, size, plan, optimizer), plan)
            expectAgreement(prediction, planned, "\(model.name) \(plan) \(optimizer.name) \(size)")
          }
        }
      }
    }
  }

  @Test("every loss, and devices that allocate little at a time, too")
  func lossesAndLimits() throws {
    for model in try [Self.mixed(), ModelZoo.model(named: "simplecnn", imageShape: [3, 32, 32], classCount: 10)] {
      for plan in MemoryPlan.allCases {
        for loss in [CrossEntropy(), MeanSquaredError(target: .oneHot), BinaryCrossEntropy(target: .oneHot)] as [any Loss] {
          for limit in [nil, 400_000, 260_000] {
            let prediction = try MemoryModel.predict(
              StepDescription(model, optimizer: SGD(learningRate: 0.1), loss: loss, plan: plan, microBatch: 7),
              maximumAllocation: limit)
            let graph = try Self.graph(model, 7, plan, loss: loss, limit: limit)
            expectAgreement(
              prediction, try Self.planned(graph, plan, limit: limit), "\(model.name) \(plan) \(loss) \(limit ?? 0)")
          }
        }
      }
    }
  }

  @Test("reuse takes at most 2 % more than what lives at one time, for every model")
  func lowerBound() throws {
    for model in try Self.models() {
      for size in [1, 7, 64] {
        let graph = try Self.graph(model, size, .reuse)
        let (bytes, bound) = (
          try graph.activationBytes(.reuse, maximumAllocation: nil), Planner.lowerBound(graph.graph)
        )
        #expect(bytes >= bound)
        #expect(Double(bytes) <= 1.02 * Double(bound), "\(model.name) \(size): \(bytes) of \(bound)")
      }
    }
  }

  @Test("reuse takes less than retain, and checkpoint less than reuse, where there is anything to compute again")
  func order() throws {
    for model in try Self.models() {
      let bytes = try MemoryPlan.allCases.map { plan in
        let prediction = try MemoryModel.predict(
          StepDescription(model, optimizer: SGD(learningRate: 0.1), plan: plan, microBatch: 64))
        return prediction[.activations] + prediction.padding[.activations, default: 0]
      }
      #expect(bytes[1] < bytes[0], "\(model.name) \(bytes)")
      #expect(bytes[2] <= bytes[1], "\(model.name) \(bytes)")
    }
  }

  @Test("resnet18 at batch 64: checkpoint needs half of retain's activations at most, for 35 % more multiply-adds at most")
  func resnet18() throws {
    let model = try ModelZoo.model(named: "resnet18", imageShape: [3, 32, 32], classCount: 10)
    let retain = try MemoryModel.predict(StepDescription(model, optimizer: SGD(learningRate: 0.1), microBatch: 64))
    let checkpoint = try MemoryModel.predict(
      StepDescription(model, optimizer: SGD(learningRate: 0.1), plan: .checkpoint, microBatch: 64))
    #expect(2 * checkpoint[.activations] <= retain[.activations])
    #expect(checkpoint.extraMultiplyAdds > 0)
    #expect(checkpoint.extraMultiplyAdds <= 0.35)
    #expect(retain.extraMultiplyAdds == 0)
    let graph = try Self.graph(model, 64, .checkpoint)
    for pass in Pass.allCases { #expect(checkpoint.multiplyAdds[pass, default: 0] == graph.multiplyAdds(pass), "\(pass)") }
  }

  @Test("a budget is kept with as few segments as possible; one that is too small is refused with what is possible")
  func budget() throws {
    let model = try ModelZoo.model(named: "resnet20", imageShape: [3, 32, 32], classCount: 10)
    func predict(_ budget: Int?) throws -> MemoryPrediction {
      try MemoryModel.predict(
        StepDescription(model, optimizer: SGD(learningRate: 0.1), plan: .checkpoint, activationBudget: budget, microBatch: 8))
    }
    let reuse = try MemoryModel.predict(StepDescription(model, optimizer: SGD(learningRate: 0.1), plan: .reuse, microBatch: 8))
    let all = reuse[.activations] + reuse.padding[.activations, default: 0]
    #expect(try predict(all).extraMultiplyAdds == 0, "what fits is not computed again")
    var extra = 0.0
    for share in [0.9, 0.8, 0.7] {
      let budget = Int(Double(all) * share)
      let prediction = try predict(budget)
      #expect(prediction[.activations] + prediction.padding[.activations, default: 0] <= budget)
      #expect(prediction.extraMultiplyAdds >= extra)
      extra = prediction.extraMultiplyAdds
      let graph = try Self.graph(model, 8, .checkpoint, budget: budget)
      expectAgreement(prediction, try Self.planned(graph, .checkpoint), "budget \(budget)")
    }
    let refused = #expect(throws: GraphError.self) { try predict(1000) }
    #expect(refused?.message.contains("budget of 1000") == true)
    let same = #expect(throws: GraphError.self) { try Self.graph(model, 8, .checkpoint, budget: 1000) }
    #expect(same == refused, "model and planner reach the same least")
  }

  @Test("programs of every plan are valid, for smaller micro-batches in the largest's places too")
  func programs() throws {
    for model in try Self.models() where model.name != "vgg11" {
      for plan in MemoryPlan.allCases {
        let largest = try Self.graph(model, 7, plan)
        let layout = try Planner.layout(largest.graph, plan: plan)
        for size in [7, 3, 1] {
          let graph = try TrainingGraph(
            model, microBatch: size, optimizer: SGD(learningRate: 0.1), checkpoints: .cuts(largest.cuts))
          for nodes in [graph.gradient(continuing: false) + graph.update, graph.evaluation(continuing: false)] {
            let program = graph.graph.program(nodes, layout: layout)
            try program.validate(bufferByteCounts: layout.arenas.map(\.byteCount))
          }
        }
      }
    }
  }

  @Test("the predicted timeline is that of the program, operation by operation")
  func timeline() throws {
    for model in try Self.models() {
      for plan in MemoryPlan.allCases {
        let graph = try Self.graph(model, 5, plan)
        let layout = try Planner.layout(graph.graph, plan: plan)
        let step = StepDescription(model, optimizer: SGD(learningRate: 0.1), plan: plan, microBatch: 5)
        let prediction = try MemoryModel.predict(step)
        let predicted = try MemoryModel.timeline(step, prediction)
        let measured = MemoryTimeline(measured: graph, layout: layout)
        #expect(predicted.entries.count == measured.entries.count, "\(model.name) \(plan)")
        let different = zip(predicted.entries, measured.entries).first { $0 != $1 }
        #expect(different == nil, "\(model.name) \(plan)")
        #expect(predicted.peak?.total ?? 0 > 0)
        if plan != .retain {
          // In places that are shared nearly all is in use at the peak.
          let bytes = prediction[.activations] + prediction.padding[.activations, default: 0]
          #expect(predicted.peak?.bytes[.activations] ?? 0 <= bytes)
        }
      }
    }
  }
}
