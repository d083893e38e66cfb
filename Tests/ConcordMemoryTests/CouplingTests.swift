import Concord
import ConcordKit
import Testing

@Suite("Coupled samples")
struct CouplingTests {
  /// A layer of operations, in a closure.
  private struct Custom: Layer {
    var kind: String { "Custom" }
    let body: @Sendable (Tensor, inout ModelContext) throws -> Tensor

    func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
      do { return try body(input, &context) } catch { throw error as? GraphError ?? GraphError(layer: "", "\(error)") }
    }
  }

  private static func couples(@LayerBuilder _ layers: () -> [any Layer]) throws -> Bool {
    try Fit.couplesSamples(
      Model(name: "m", inputShape: [2, 4, 4], classCount: 4) {
        layers()
        GlobalAveragePool()
        Linear(2, 4)
      })
  }

  @Test("batch normalisation couples samples, other normalisations and dropout do not")
  func layers() throws {
    #expect(try Self.couples { BatchNorm2D(2) })
    #expect(try Self.couples { Residual { BatchNorm2D(2) } })
    #expect(try !Self.couples { GroupNorm(groups: 1, 2) })
    #expect(try !Self.couples { LayerNorm(4, 4) })
    #expect(try !Self.couples { Dropout() })
    #expect(try !Self.couples { Conv2D(2, 2, kernel: 3, padding: 1) })
    #expect(
      try !Self.couples {
        Parallel {
          ReLU()
          MaxPool2D(1)
        }
        Conv2D(4, 2, kernel: 1)
      })
  }

  @Test("a layer of a user's own couples samples where one of its operations does")
  func ownLayers() throws {
    // The batch's sum is subtracted from nothing, but each sample sees it.
    let mean = Custom { x, context in
      let sum = try context.graph.apply(BatchSum(), to: [x])[0]
      return try context.graph.apply(BiasAdd(), to: [x, sum])[0]
    }
    #expect(try Self.couples { mean })
    // x · xᵀ · x: a sample's row has a column for each other.
    let attention = Custom { x, context in
      let shape = context.graph[x].type.shape
      let rows = try context.graph.view(x, as: [shape[0], 32])
      let scores = try context.graph.apply(MatMul(transposeB: true), to: [rows, rows])[0]
      return try context.graph.view(context.graph.apply(MatMul(), to: [scores, rows])[0], as: shape)
    }
    #expect(try Self.couples { attention })
    // Rows that several samples share.
    let mixed = Custom { x, context in
      let shape = context.graph[x].type.shape
      let rows = try context.graph.view(x, as: [32, shape[0]])
      return try context.graph.view(context.graph.apply(SoftmaxOperation(), to: [rows])[0], as: shape)
    }
    #expect(try Self.couples { mixed })
    // Each row beside each other.
    let pairs = Custom { x, context in
      let shape = context.graph[x].type.shape
      let count = shape[0] * 32
      let column = try context.graph.view(x, as: [count, 1])
      let all = try context.graph.apply(Multiply(), to: [column, context.graph.view(x, as: [count])])
      return try context.graph.view(context.graph.apply(Reduce(.mean), to: all)[0], as: shape)
    }
    #expect(try Self.couples { pairs })
    // One row to all samples: of the batch it couples, a parameter does not.
    let offset = Custom { x, context in
      let p = context.parameter("p", [4], .constant(0))
      return try context.graph.apply(Add(), to: [x, p])[0]
    }
    #expect(try !Self.couples { offset })
    let apart = Custom { x, context in
      let shape = context.graph[x].type.shape
      let rows = try context.graph.view(x, as: [shape[0] * 8, 4])
      return try context.graph.view(context.graph.apply(SoftmaxOperation(), to: [rows])[0], as: shape)
    }
    #expect(try !Self.couples { apart })
  }
}
