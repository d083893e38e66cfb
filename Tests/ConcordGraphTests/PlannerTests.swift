import ConcordGraph
import ConcordKit
import ConcordTestSupport
import Testing

@Suite("Planner")
struct PlannerTests {
  /// Tensors of every category in odd sizes, all in use.
  private static func mixed(_ seed: UInt64) throws -> Graph {
    var numbers = SeededNumbers(seed)
    var graph = Graph()
    for category in MemoryCategory.allCases {
      for index in 0..<6 {
        let shape = [Int.random(in: 1...9, using: &numbers), Int.random(in: 1...40, using: &numbers)]
        let tensor = graph.declare("\(category) \(index)", TensorType(shape), category)
        try graph.apply(Activation(.relu), to: [tensor])
        if index == 3 { _ = try graph.view(tensor, as: [shape[0] * shape[1]]) }
      }
    }
    return graph
  }

  /// Every tensor with a place of its own lies inside its category's arena, aligned, and apart from all others.
  private func check(_ graph: Graph, _ layout: ArenaLayout) throws {
    var taken: [(name: String, buffer: Int, range: Range<Int>)] = []
    for tensor in Set(graph.nodes.flatMap { $0.inputs + $0.outputs }).sorted(by: { $0.id < $1.id }) {
      guard case .own = graph[tensor].storage else { continue }
      let place = try #require(layout.place(of: tensor, in: graph))
      let range = place.offset..<(place.offset + graph[tensor].type.byteCount)
      #expect(place.offset % 256 == 0)
      try #require(layout.arenas.indices.contains(place.buffer))
      #expect(layout.arenas[place.buffer].category == graph[tensor].category)
      #expect(range.upperBound <= layout.arenas[place.buffer].byteCount)
      for other in taken where other.buffer == place.buffer {
        #expect(!other.range.overlaps(range), "\(other.name) and \(graph[tensor].name)")
      }
      taken.append((graph[tensor].name, place.buffer, range))
    }
  }

  @Test("tensors that live together never overlap, and start at multiples of 256", arguments: 1...5)
  func disjoint(_ seed: UInt64) throws {
    let graph = try Self.mixed(seed)
    for limit in [nil, 4096, 1536] {
      let layout = try Planner.layout(graph, plan: .retain, maximumAllocation: limit)
      try check(graph, layout)
      if let limit {
        #expect(layout.arenas.allSatisfy { $0.byteCount <= limit })
        #expect(layout.arenas.count > MemoryCategory.allCases.count, "the limit splits categories")
      } else {
        #expect(layout.arenas.map(\.category) == MemoryCategory.allCases)
      }
    }
  }

  @Test("an arena is its tensors' bytes rounded up to 256 each, and its padding is the rest")
  func sums() throws {
    var graph = Graph()
    for count in [1, 64, 65] { try graph.apply(Activation(.relu), to: [graph.declare("p", TensorType([count]), .parameters)]) }
    let arenas = try Planner.layout(graph, plan: .retain).arenas
    #expect(arenas.map(\.category) == [.parameters, .activations])
    #expect(arenas.map(\.byteCount) == [1024, 1024])
    #expect(arenas.map(\.padding) == [1024 - 4 * 130, 1024 - 4 * 130])
  }

  @Test("an activation that nothing uses takes no place")
  func unused() throws {
    var graph = Graph()
    _ = graph.declare("dead", TensorType([100]), .activations)
    #expect(try Planner.layout(graph, plan: .retain).arenas.isEmpty)
  }

  @Test("a span's members lie one after another, wherever they were declared, and it starts with the first")
  func spans() throws {
    var graph = Graph()
    let a = graph.declare("a", TensorType([3]), .parameters)
    let between = graph.declare("between", TensorType([500]), .parameters)
    let b = graph.declare("b", TensorType([70]), .parameters)
    let c = graph.declare("c", TensorType([1]), .parameters)
    let span = graph.span("all", over: [a, b, c])
    #expect(graph[span].type == TensorType([64 + 128 + 64]))
    #expect(graph[span].payload == 4 * 74)
    let layout = try Planner.layout(graph, plan: .retain)
    let start = try #require(layout.place(of: span, in: graph))
    #expect(layout.place(of: a, in: graph) == start)
    #expect(layout.place(of: b, in: graph) == Place(buffer: start.buffer, offset: start.offset + 256))
    #expect(layout.place(of: c, in: graph) == Place(buffer: start.buffer, offset: start.offset + 768))
    let other = try #require(layout.place(of: between, in: graph))
    #expect(other.offset >= start.offset + 1024 || other.offset + 2000 <= start.offset)
  }

  @Test("a tensor above the largest allocation is refused with both sizes and a remedy")
  func tooLarge() throws {
    var graph = Graph()
    let tensor = graph.declare("fc1.weight", TensorType([100, 10]), .parameters)
    #expect(try Planner.layout(graph, plan: .retain, maximumAllocation: 4096).arenas.map(\.byteCount) == [4096])
    let error = #expect(throws: BackendError.self) {
      try Planner.layout(graph, plan: .retain, maximumAllocation: 4095)
    }
    #expect(error?.code == .outOfMemory)
    for part in ["fc1.weight", "parameters", "4096", "4095", "smaller batch"] {
      #expect(error?.message.contains(part) == true, "the message names \(part)")
    }
    _ = graph.span("both", over: [tensor, graph.declare("b", TensorType([1]), .parameters)])
    #expect(throws: BackendError.self) { try Planner.layout(graph, plan: .retain, maximumAllocation: 4096) }
    _ = graph.declare("absurd", TensorType([Int.max, 2]), .parameters)
    #expect(throws: BackendError.self) { try Planner.layout(graph, plan: .retain, maximumAllocation: 1 << 40) }
  }

  @Test("activations of phases that never run together share one arena, as large as the larger phase", arguments: [2, 9])
  func phases(_ evaluationCount: Int) throws {
    var graph = Graph()
    let x = graph.declare("x", TensorType([64]), .batch)
    for _ in 0..<4 { try graph.apply(Activation(.relu), to: [x]) }
    graph.phase = .evaluation
    for _ in 0..<evaluationCount { try graph.apply(Activation(.relu), to: [x]) }
    let layout = try Planner.layout(graph, plan: .retain)
    #expect(layout.arenas.map(\.category) == [.batch, .activations])
    #expect(layout.arenas[1].byteCount == 256 * max(4, evaluationCount))
    for phase in Phase.allCases {
      let places = graph.nodes.filter { $0.phase == phase }.compactMap { layout.place(of: $0.outputs[0], in: graph) }
      #expect(Set(places).count == places.count)
    }
  }

  @Test("a program has every tensor at the place that the layout gives")
  func lowering() throws {
    let graph = try Self.mixed(1)
    let layout = try Planner.layout(graph, plan: .retain)
    let program = graph.program(graph.nodes, layout: layout)
    try program.validate(bufferByteCounts: layout.arenas.map(\.byteCount))
    #expect(program.operations.count == graph.nodes.count)
    for (operation, node) in zip(program.operations, graph.nodes) {
      #expect(program.tensors[operation.inputs[0]].place == layout.place(of: node.inputs[0], in: graph))
      #expect(program.tensors[operation.outputs[0]].place == layout.place(of: node.outputs[0], in: graph))
    }
  }
}
