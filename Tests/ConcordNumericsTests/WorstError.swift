import ConcordNumerics

/// The largest error of a function over a range of inputs, and where it is.
struct WorstError: Comparable, Sendable {
  var error: Double
  var input: UInt32

  static func < (a: WorstError, b: WorstError) -> Bool { a.error < b.error }

  /// - Parameter words: the inputs' bits; a whole number of blocks of 4096. Negative inputs of an odd or even function are
  ///   compared, bit for bit, with the positive ones instead of with the reference.
  static func of(_ function: ElementaryFunction, _ words: ClosedRange<UInt32>) -> WorstError {
    let size = 4096
    var worst = WorstError(error: -1, input: 0)
    let inputs = UnsafeMutableBufferPointer<Float>.allocate(capacity: size)
    let outputs = UnsafeMutableBufferPointer<Float>.allocate(capacity: size)
    let mirrored = UnsafeMutableBufferPointer<Float>.allocate(capacity: size)
    defer {
      inputs.deallocate()
      outputs.deallocate()
      mirrored.deallocate()
    }
    let symmetric = function.symmetry != .none && words.lowerBound >= 0x8000_0000
    let flip: UInt32 = function.symmetry == .odd ? 0x8000_0000 : 0

    for block in 0..<(words.count / size) {
      let first = words.lowerBound + UInt32(block * size)
      for i in 0..<size { inputs[i] = Float(bitPattern: first + UInt32(i)) }
      function.apply(UnsafeBufferPointer(inputs), outputs)
      if symmetric {
        for i in 0..<size { inputs[i] = -inputs[i] }
        function.apply(UnsafeBufferPointer(inputs), mirrored)
        for i in 0..<size where inputs[i] == inputs[i] {
          let agrees = outputs[i].isNaN || outputs[i].bitPattern == mirrored[i].bitPattern ^ flip
          if !agrees { worst = WorstError(error: .infinity, input: first + UInt32(i)) }
        }
      } else {
        for i in 0..<size {
          let error = ulpError(outputs[i], function.reference(inputs[i]))
          if error > worst.error { worst = WorstError(error: error, input: first + UInt32(i)) }
        }
      }
    }
    return worst
  }
}
