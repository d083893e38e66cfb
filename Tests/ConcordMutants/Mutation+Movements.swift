extension Mutation {
  static let movements = [
    Mutation("concatenate-outermost", "inputs follow one another as a whole, whatever the axis", "concatenate") { run in
      run.outputs[0] = run.inputs.flatMap(\.self)
    },
    Mutation("slice-first-elements", "elements are taken from the start of the tensor", "slice") { run in
      run.outputs[0] = Array(run.inputs[0].prefix(run.outputs[0].count))
    },
    Mutation("pad-negative-zero", "the padding is −0", "pad") { run in
      run.outputs[0] = run.outputs[0].map { $0 == 0 ? 0x8000_0000 : $0 }
    },
    Mutation("dropout-product", "what is dropped is multiplied by 0", "dropout") { run in
      let x = run.floats(0)
      run.result = zip(x, run.result).map { $1 == 0 ? $0 * 0 : $1 }
    },
    Mutation("dropout-one-mask", "every sample drops what the first does", "dropout") { run in
      let (x, y, scale) = (run.floats(0), run.result, run.number("scale"))
      guard let samples = run.inputTypes[0].shape.first, samples > 0 else { return }
      run.result = x.indices.map { y[$0 % (x.count / samples)] == 0 ? 0 : x[$0] * scale }
    },
    Mutation("dropout-unscaled", "what stays is not scaled", "dropout") { run in
      run.result = zip(run.floats(0), run.result).map { $1 == 0 ? 0 : $0 }
    },
    Mutation("embedding-clamped", "an index that is no row takes the nearest row", "embedding") { run in
      let (rows, width) = (run.inputTypes[1].shape[0], run.inputTypes[1].shape[1])
      guard rows > 0 else { return }
      run.outputs[0] = run.inputs[0].flatMap { word in
        let row = min(max(Int(Int32(bitPattern: word)), 0), rows - 1)
        return run.inputs[1][row * width..<(row + 1) * width]
      }
    },
    Mutation("embedding-gradient-descending", "the last index is added first", "embedding_gradient") { run in
      run.tableGradient(run.inputs[0].indices.reversed())
    },
    Mutation("embedding-gradient-restarts", "the present value is not added to", "embedding_gradient") { run in
      if run.flag("accumulate") { run.tableGradient(Array(run.inputs[0].indices), accumulates: false) }
    },
  ]
}

extension MutatedRun {
  fileprivate mutating func tableGradient(_ order: [Int], accumulates: Bool = true) {
    let (rows, width) = (outputTypes[0].shape[0], outputTypes[0].shape[1])
    let dy = floats(1)
    var table = flag("accumulate") && accumulates ? floats(2) : [Float](repeating: 0, count: rows * width)
    for n in order {
      let row = Int(Int32(bitPattern: inputs[0][n]))
      guard (0..<rows).contains(row) else { continue }
      for column in 0..<width { table[row * width + column] += dy[n * width + column] }
    }
    result = table
  }
}
