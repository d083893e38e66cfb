import Concord
import Testing

/// Normalisations, layers made of layers, and the models made of them: predictions against the ledger.
@Suite("Memory of residual networks")
struct ResidualMemoryTests {
  private static let optimizers: [any Optimizer] = [SGD(learningRate: 0.05), Adam(learningRate: 0.001)]

  /// Blocks and sequences in every position that the formulas look at.
  private static func models() throws -> [Model] {
    try [
      Model(name: "nested", inputShape: [2, 6, 6], classCount: 4) {
        Residual {
          Conv2D(2, 2, kernel: 3, padding: 1)
        }
        Sequential {
          ReLU()
          Sequential { Conv2D(2, 4, kernel: 3, padding: 1, bias: false, name: "a") }
          Sequential {}
        }
        ReLU()
        Conv2D(4, 4, kernel: 1, bias: false, name: "b")
        Sequential {
          Sequential {}
          ReLU()
        }
        Residual {
          Conv2D(4, 4, kernel: 3, padding: 1, bias: false)
          ReLU()
          Residual {
            BatchNorm2D(4)
          } shortcut: {
            ReLU()
          }
          Conv2D(4, 4, kernel: 1)
        } shortcut: {
          Conv2D(4, 4, kernel: 1)
        }
        ReLU()
        Residual {
        } shortcut: {
          AvgPool2D(3, stride: 1, padding: 1)
        }
        GlobalAveragePool()
      },
      Model(name: "norms", inputShape: [4, 5, 3], classCount: 4) {
        LayerNorm(5, 3)
        GroupNorm(groups: 2, 4, name: "g")
        Residual { ReLU() }
        BatchNorm2D(4)
        ReLU()
        LayerNorm(4, 5, 3)
        Conv2D(4, 4, kernel: 1)
        BatchNorm2D(4)
        GlobalAveragePool()
        LayerNorm(4)
        Linear(4, 4)
        GroupNorm(groups: 1, 4)
      },
      Model(name: "nothing learns before", inputShape: [3, 4, 4], classCount: 3) {
        Residual { ReLU() }
        Residual {
          MaxPool2D(3, stride: 1, padding: 1)
        } shortcut: {
          BatchNorm2D(3)
        }
        GlobalAveragePool()
      },
    ]
  }

  private func compare(_ model: Model, _ optimizer: any Optimizer, batch: Int, _ phases: Set<Int> = []) throws {
    let device = try ReferenceBackend().open(device: 0, options: [:])
    let session = try TrainingSession(
      model, on: device, optimizer: optimizer, microBatchSizes: phases.union([batch]), seed: 5)
    for row in session.memory.rows { #expect(row.difference == 0, "\(model.name) \(optimizer.name) \(row)") }
    #expect(session.memory.isExact, "\(model.name) \(optimizer.name)")
  }

  @Test("what is allocated is what the formulas say, in every category", arguments: [1, 7, 64], 0..<3)
  func exact(batch: Int, model: Int) throws {
    for optimizer in Self.optimizers { try compare(Self.models()[model], optimizer, batch: batch, [1]) }
  }

  @Test("so it is for the models of the zoo", arguments: ["resnet20", "resnet18", "vgg11"], [1, 7])
  func zoo(name: String, batch: Int) throws {
    let model = try ModelZoo.model(named: name, imageShape: [3, 32, 32], classCount: 10)
    for optimizer in Self.optimizers { try compare(model, optimizer, batch: batch) }
  }

  @Test("a residual block on paper")
  func onPaper() throws {
    let model = try Model(name: "block", inputShape: [1, 2, 3], classCount: 2) {
      Conv2D(1, 2, kernel: 1, bias: false)
      Residual {
        Conv2D(2, 2, kernel: 1, bias: false)
        BatchNorm2D(2)
      }
      GlobalAveragePool()
    }
    let prediction = try MemoryModel.predict(StepDescription(model, optimizer: SGD(learningRate: 0.1), microBatch: 5))
    #expect(prediction[.parameters] == 4 * (2 + 4 + 2 + 2))
    #expect(prediction[.state] == 4 * (2 + 2 + 1 + 1), "running mean and variance; the loss total and the count")
    // Of 12 elements a sample: two convolutions, a normalisation and a sum; of 2, the means.
    let outputs = 4 * 12 + 2
    // With respect to: the sum, the normalisation's input, the block's input by the main way, both ways added; the logits.
    let gradients = 4 * 12 + 2
    let statistics = 2 + 2 + 2 + 2
    #expect(prediction[.activations] == 4 * (5 * (outputs + gradients + 1) + statistics))
  }

  @Test("a layer without a formula is named by its full name")
  func noFormula() throws {
    struct Identity: Layer {
      var kind: String { "Identity" }
      func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor { input }
    }
    let model = try Model(name: "m", inputShape: [1, 2, 2], classCount: 4) {
      Sequential(name: "s") { Residual { Identity() } }
      Flatten()
      Linear(4, 4)
    }
    #expect(
      try MemoryModel.predict(StepDescription(model, optimizer: SGD(learningRate: 0.1), microBatch: 1)).derivedLayers == [
        "s.0.0"
      ])
  }
}
