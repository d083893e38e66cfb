import ConcordKit

/// Programs that some operation of a backend's will do for.
extension ProgramBuilder {
  /// One operation of those that the device serves, on about `count` numbers.
  ///
  /// - Throws: ``UnsupportedByBackend`` where it serves none of the simple ones.
  static func simple(on device: any Device, count: Int = 65, seed: String = "simple") throws -> ProgramBuilder {
    for build in candidates {
      var numbers = CaseNumbers(seed)
      let candidate = try build(count, &numbers)
      do {
        _ = try Support.workspace(of: candidate.program, on: device)
        return candidate
      } catch is UnsupportedByBackend {
        continue
      }
    }
    throw UnsupportedByBackend(message: "serves none of the simple operations: activation, add, bias_add, sgd, matmul, reduce")
  }

  private typealias Build = @Sendable (Int, inout CaseNumbers) throws -> ProgramBuilder

  private static let candidates: [Build] = [
    { count, numbers in
      var program = ProgramBuilder.poisoned
      try program.add(Activation(.relu), [program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))])
      return program
    },
    { count, numbers in
      var program = ProgramBuilder.poisoned
      let a = program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))
      try program.add(Add(), [a, program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))])
      return program
    },
    { count, numbers in
      var program = ProgramBuilder.poisoned
      let x = program.tensor(TensorType([1, count]), ValueClass.normal.words(count, &numbers))
      try program.add(BiasAdd(), [x, program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))])
      return program
    },
    { count, numbers in
      var program = ProgramBuilder.poisoned
      let p = program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))
      let g = program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))
      try program.add(SGDUpdate(), [p, g], scalars: [program.scalar(0.25)])
      return program
    },
    { count, numbers in
      var program = ProgramBuilder.poisoned
      let a = program.tensor(TensorType([count, 3]), ValueClass.normal.words(count * 3, &numbers))
      try program.add(MatMul(), [a, program.tensor(TensorType([3, 2]), ValueClass.normal.words(6, &numbers))])
      return program
    },
    { count, numbers in
      var program = ProgramBuilder.poisoned
      try program.add(Reduce(.sum), [program.tensor(TensorType([3, count]), ValueClass.normal.words(3 * count, &numbers))])
      return program
    },
  ]
}
