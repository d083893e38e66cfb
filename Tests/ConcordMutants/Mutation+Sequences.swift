import ConcordNumerics

extension Mutation {
  static let sequences = [
    Mutation("permute-inverse", "axes go where they should come from", "permute") { run in
      guard run.text("parts") == "none" else { return }
      let axes = run.text("axes").split(separator: ",").compactMap { Int($0) }
      let shape = run.inputTypes[0].shape
      var inverse = axes
      for (place, axis) in axes.enumerated() { inverse[axis] = place }
      let sizes = inverse.map { shape[$0] }
      run.outputs[0] = run.outputs[0].indices.map { element in
        var (rest, place) = (element, 0)
        for axis in sizes.indices.reversed() {
          place += rest % sizes[axis] * shape[(inverse[axis] + 1)...].reduce(1, *)
          rest /= sizes[axis]
        }
        return run.inputs[0][place]
      }
    },
    Mutation("permute-parts-swapped", "the first two parts change places", "permute") { run in
      if run.outputs.count > 1 { run.outputs.swapAt(0, 1) }
    },
    Mutation("softmax-mask-shifted", "a query sees one key more than its own", "softmax") { run in
      if run.flag("causal") { run.masked { min($0.query + 2, $0.length) } }
    },
    Mutation("softmax-mask-strict", "a query does not see its own key", "softmax") { run in
      if run.flag("causal") { run.masked { min($0.query, $0.length) } }
    },
    Mutation("softmax-lengths-ignored", "keys beyond the length take part", "softmax") { run in
      guard run.flag("lengths") else { return }
      let (columns, isCausal) = (run.inputTypes[0].shape.last ?? 0, run.flag("causal"))
      run.masked { isCausal ? $0.query + 1 : columns }
    },
    Mutation("softmax-empty-rows-even", "a row that is masked throughout is spread evenly", "softmax") { run in
      guard run.flag("lengths") else { return }
      let columns = run.inputTypes[0].shape.last ?? 0
      let y = run.result
      run.result = y.indices.map { element in
        let row = element / columns * columns
        return y[row..<row + columns].allSatisfy { $0 == 0 } ? 1 / Float(columns) : y[element]
      }
    },
    Mutation("recurrence-gates-swapped", "the first two gates change places", "recurrence") { run in
      if run.gates > 1 { run.recur { $0.gates.swapAt(0, 1) } }
    },
    Mutation("recurrence-bias-dropped", "the bias is forgotten", "recurrence") { run in
      if run.flag("bias") { run.recur { $0.bias = false } }
    },
    Mutation("recurrence-bias-first", "the bias is added to the input's part", "recurrence") { run in
      if run.flag("bias") { run.recur { $0.biasFirst = true } }
    },
    Mutation("recurrence-time-forward", "the reversed direction runs forward", "recurrence") { run in
      if run.flag("reversed") { run.recur { $0.reversed = false } }
    },
    Mutation("recurrence-state-not-held", "padding moves the state", "recurrence") { run in
      if run.flag("lengths") { run.recur { $0.holds = false } }
    },
    Mutation("recurrence-initial-ignored", "states start at 0", "recurrence") { run in
      if run.flag("initial") { run.recur { $0.initial = false } }
    },
    Mutation("recurrence-cell-unfused", "the cell's product is rounded before it is added", "recurrence") { run in
      if run.text("cell") == "lstm" { run.recur { $0.fused = false } }
    },
    Mutation("recurrence-sum-descending", "a chain over the hidden state runs downwards", "recurrence") { run in
      run.recur { $0.descends = true }
    },
    Mutation(
      "recurrence-reversed-from-padding", "the reversed direction begins at the sequence's end, not at the sample's",
      "recurrence"
    ) {
      run in
      if run.flag("reversed"), run.flag("lengths") { run.recur { $0.fromEnd = true } }
    },
    Mutation("recurrence-last-too-early", "the last states are those before the last time", "recurrence") { run in
      run.recur { $0.lastTooEarly = true }
    },
    Mutation(
      "recurrence-update-inverted", "a GRU's update gate takes the new state where it should keep the old one", "recurrence"
    ) {
      run in
      if run.text("cell") == "gru" { run.recur { $0.inverted = true } }
    },
    Mutation("recurrence-bias-not-reset", "a GRU's reset gate spares the bias", "recurrence") { run in
      if run.text("cell") == "gru", run.flag("bias") { run.recur { $0.resetsBias = false } }
    },
    Mutation("recurrence-gradient-last-ignored", "the last states' gradient is forgotten", "recurrence_gradient") { run in
      if run.flag("last"), !run.flag("sequence") { run.outputs[0] = run.outputs[0].map { _ in 0 } }
    },
    Mutation("recurrence-gradient-dy-ignored", "the outputs' gradient is forgotten", "recurrence_gradient") { run in
      if run.flag("sequence") { run.outputs[0] = run.outputs[0].map { _ in 0 } }
    },
    Mutation("recurrence-gradient-padding", "padding has the gradient of the time before it", "recurrence_gradient") { run in
      guard run.flag("lengths") else { return }
      let row = run.outputTypes[0].shape[2]
      for element in run.outputs[0].indices.dropFirst(row) where run.outputs[0][element] == 0 {
        run.outputs[0][element] = run.outputs[0][element - row]
      }
    },
    Mutation("recurrence-gradient-states-shifted", "the states are those after each time", "recurrence_gradient") { run in
      let place = run.outputs.count - 2
      run.outputs[place] = run.inputs[1]
    },
  ]
}

extension MutatedRun {
  /// The masked softmax, with another rule of how many columns a row sees.
  fileprivate mutating func masked(_ count: ((query: Int, length: Int)) -> Int) {
    let (x, shape) = (floats(0), inputTypes[0].shape)
    let (columns, queries) = (shape[shape.count - 1], shape[shape.count - 2])
    guard columns > 0, queries > 0, !x.isEmpty else { return }
    let rows = x.count / columns
    var y = [Float](repeating: 0, count: x.count)
    for row in 0..<rows {
      let length = flag("lengths") ? max(0, Int(Int32(bitPattern: inputs[1][row / (rows / shape[0])]))) : columns
      let seen = min(columns, count((row % queries, min(length, columns))))
      let first = row * columns
      let largest = LaneReduction.maximum(count: seen) { x[first + $0] }
      for column in first..<(first + seen) { y[column] = Exact.exp(x[column] - largest) }
      let sum = LaneReduction.sum(count: seen) { y[first + $0] }
      for column in first..<(first + seen) { y[column] = y[column] / sum }
    }
    result = y
  }

  fileprivate var gates: Int { ["lstm": 4, "gru": 3][text("cell")] ?? 1 }

  /// How a recurrence is taken; as it should be, but for one thing.
  fileprivate struct Recurring {
    var gates: [Int]
    var bias: Bool
    var biasFirst = false
    var reversed: Bool
    var holds = true
    var initial: Bool
    var fused = true
    var descends = false
    var fromEnd = false
    var lastTooEarly = false
    var inverted = false
    var resetsBias = true
  }

  fileprivate mutating func recur(_ change: (inout Recurring) -> Void) {
    var how = Recurring(
      gates: Array(0..<gates), bias: flag("bias"), reversed: flag("reversed"), initial: flag("initial"))
    change(&how)
    let (samples, times, units, count) = (
      inputTypes[0].shape[0], inputTypes[0].shape[1], inputTypes[1].shape[1], gates
    )
    let (p, w, cell) = (floats(0), floats(1), text("cell"))
    let b = flag("bias") ? floats(2) : []
    let lengths = flag("lengths") ? inputs[flag("bias") ? 3 : 2] : []
    let start = flag("initial") ? floats(inputs.count - 1) : []
    let states = cell == "lstm" ? 2 : 1
    var y = [Float](repeating: 0, count: samples * times * units)
    var last = [Float](repeating: 0, count: samples * states * units)
    for n in 0..<samples {
      let length = lengths.isEmpty ? times : min(max(Int(Int32(bitPattern: lengths[n])), 0), times)
      var h = (0..<units).map { how.initial ? start[n * states * units + $0] : 0 }
      var before = h
      var c = (0..<units).map { how.initial && states > 1 ? start[(n * states + 1) * units + $0] : 0 }
      let steps = !how.holds ? times : length
      for step in 0..<steps {
        let t = how.reversed ? (how.fromEnd ? times : steps) - 1 - step : step
        if how.holds, !how.fromEnd, t >= length { continue }
        func z(_ gate: Int, _ j: Int) -> (input: Float, hidden: Float) {
          let row = how.gates[gate] * units + j
          let order = how.descends ? Array((0..<units).reversed()) : Array(0..<units)
          let sum = order.reduce(Float(0)) { $0.addingProduct(w[row * units + $1], h[$1]) }
          let input = p[(n * times + t) * count * units + row]
          if how.biasFirst { return (input + b[row], sum) }
          return (input, how.bias ? sum + b[row] : sum)
        }
        let next = (0..<units).map { j -> (Float, Float) in
          func sum(_ gate: Int) -> Float {
            let z = z(gate, j)
            return z.input + z.hidden
          }
          switch cell {
          case "rnn_relu": return (sum(0) <= 0 ? 0 : sum(0), 0)
          case "rnn_tanh": return (Exact.tanh(sum(0)), 0)
          case "lstm":
            let (i, f) = (Exact.sigmoid(sum(0)), Exact.sigmoid(sum(1)))
            let (g, o) = (Exact.tanh(sum(2)), Exact.sigmoid(sum(3)))
            let state = how.fused ? (i * g).addingProduct(f, c[j]) : i * g + f * c[j]
            return (o * Exact.tanh(state), state)
          default:
            let (r, u) = (Exact.sigmoid(sum(0)), Exact.sigmoid(sum(1)))
            let parts = z(2, j)
            let spared = how.resetsBias ? 0 : b[2 * units + j]
            let v = Exact.tanh((parts.input + spared).addingProduct(r, parts.hidden - spared))
            return (how.inverted ? h[j].addingProduct(u, v - h[j]) : v.addingProduct(u, h[j] - v), 0)
          }
        }
        (before, h, c) = (h, next.map(\.0), next.map(\.1))
        for j in 0..<units where t < length { y[(n * times + t) * units + j] = h[j] }
      }
      for j in 0..<units {
        last[n * states * units + j] = how.lastTooEarly ? before[j] : h[j]
        if states > 1 { last[(n * states + 1) * units + j] = c[j] }
      }
    }
    result = y
    outputs[1] = last.map(\.bitPattern)
  }
}
