import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

/// The updates against the algorithms of `torch.optim`, in binary64, over 20 steps.
@Suite("sgd, momentum, adam, rmsprop, adagrad: weight decay and state")
struct UpdateTests {
  /// Parameters and state that a definition updates, beside the same in binary64.
  private struct Run {
    static let count = 30
    var numbers = SeededNumbers(31)
    var p: [Float]
    var state: [[Float]]
    var exactP: [Double]
    var exactState: [[Double]]

    init(stateCount: Int) {
      p = numbers.floats(Self.count)
      state = (0..<stateCount).map { _ in [Float](repeating: 0, count: Self.count) }
      exactP = p.map(Double.init)
      exactState = state.map { $0.map(Double.init) }
    }

    /// - Parameters:
    ///   - scalars: Of each step.
    ///   - update: Of step t, of one parameter with its gradient and state.
    mutating func steps(
      _ definition: some OperationDefinition, scalars: [[Double]],
      _ update: (Int, inout Double, Double, inout [Double]) -> Void
    ) throws {
      for (t, scalars) in zip(1..., scalars) {
        let g = numbers.floats(Self.count)
        let outputs = try Reference.run(
          definition, ([p, g] + state).map { ([Self.count], $0) }, scalars: scalars.map { Float($0) })
        p = outputs[0]
        state = Array(outputs.dropFirst())
        for i in p.indices {
          var values = exactState.map { $0[i] }
          update(t, &exactP[i], Double(g[i]), &values)
          for (index, value) in values.enumerated() { exactState[index][i] = value }
        }
      }
    }

    func expectNear(_ tolerance: Double) {
      for i in p.indices { #expect(abs(Double(p[i]) - exactP[i]) < tolerance) }
      for (values, exact) in zip(state, exactState) {
        for i in values.indices { #expect(abs(Double(values[i]) - exact[i]) <= 2e-6 * max(1, abs(exact[i]))) }
      }
    }
  }

  /// One learning rate for twenty steps.
  private static func constant(_ rate: Double) -> [[Double]] { Array(repeating: [rate], count: 20) }

  @Test("sgd adds its decay to the gradient")
  func sgd() throws {
    var run = Run(stateCount: 0)
    try run.steps(SGDUpdate(weightDecay: 0.1), scalars: Self.constant(0.05)) { _, p, g, _ in p -= 0.05 * (g + 0.1 * p) }
    run.expectNear(1e-5)
  }

  @Test("momentum keeps a velocity, Nesterov's looks ahead", arguments: [false, true], [0, 0.1])
  func momentum(nesterov: Bool, decay: Double) throws {
    var run = Run(stateCount: 1)
    try run.steps(
      MomentumUpdate(momentum: 0.9, nesterov: nesterov, weightDecay: decay), scalars: Self.constant(0.05)
    ) { _, p, g, state in
      let g = g + decay * p
      state[0] = 0.9 * state[0] + g
      p -= 0.05 * (nesterov ? g + 0.9 * state[0] : state[0])
    }
    run.expectNear(1e-5)
  }

  @Test("adam's moments see a decay that is added to the gradient, and none that is decoupled", arguments: [false, true])
  func adam(decoupled: Bool) throws {
    var run = Run(stateCount: 2)
    let rate = 0.01
    try run.steps(
      AdamUpdate(weightDecay: decoupled ? 0 : 0.1, decoupled: decoupled),
      scalars: (1...20).map { t in
        [rate / (1 - Foundation.pow(0.9, Double(t))), (1 - Foundation.pow(0.999, Double(t))).squareRoot()]
          + (decoupled ? [rate * 0.1] : [])
      }
    ) { t, p, g, state in
      let g = decoupled ? g : g + 0.1 * p
      if decoupled { p *= 1 - rate * 0.1 }
      state[0] = 0.9 * state[0] + 0.1 * g
      state[1] = 0.999 * state[1] + 0.001 * g * g
      let first = state[0] / (1 - Foundation.pow(0.9, Double(t)))
      let second = state[1] / (1 - Foundation.pow(0.999, Double(t)))
      p -= rate * first / (second.squareRoot() + 1e-8)
    }
    run.expectNear(2e-5)
  }

  @Test("rmsprop divides by the root of the squares' running mean", arguments: [0, 0.1])
  func rmsprop(decay: Double) throws {
    var run = Run(stateCount: 1)
    try run.steps(RMSpropUpdate(weightDecay: decay), scalars: Self.constant(0.01)) { _, p, g, state in
      let g = g + decay * p
      state[0] = 0.99 * state[0] + 0.01 * g * g
      p -= 0.01 * g / (state[0].squareRoot() + 1e-8)
    }
    run.expectNear(1e-4)
  }

  @Test("adagrad divides by the root of the squares' sum", arguments: [0, 0.1])
  func adagrad(decay: Double) throws {
    var run = Run(stateCount: 1)
    try run.steps(AdagradUpdate(weightDecay: decay), scalars: Self.constant(0.05)) { _, p, g, state in
      let g = g + decay * p
      state[0] += g * g
      p -= 0.05 * g / (state[0].squareRoot() + 1e-10)
    }
    run.expectNear(5e-5)
  }

  @Test("each line of every update is rounded as written")
  func order() throws {
    var numbers = SeededNumbers(32)
    let count = 200
    let (p, g, m) = (numbers.floats(count), numbers.floats(count), numbers.floats(count))
    let v = numbers.floats(count).map(abs)
    let (rate, decay): (Float, Float) = (0.003, 0.05)
    func run(_ definition: some OperationDefinition, _ state: [[Float]], _ scalars: [Float]) throws -> [[Float]] {
      try Reference.run(definition, ([p, g] + state).map { ([count], $0) }, scalars: scalars)
    }
    let sgd = try run(SGDUpdate(weightDecay: 0.05), [], [rate])
    let momentum = try run(MomentumUpdate(momentum: 0.9, weightDecay: 0.05), [m], [rate])
    let nesterov = try run(MomentumUpdate(momentum: 0.9, nesterov: true, weightDecay: 0.05), [m], [rate])
    let rmsprop = try run(RMSpropUpdate(weightDecay: 0.05), [v], [rate])
    let adagrad = try run(AdagradUpdate(weightDecay: 0.05), [v], [rate])
    let adam = try run(AdamUpdate(weightDecay: 0.05), [m, v], [rate, 0.7])
    let adamw = try run(AdamUpdate(decoupled: true), [m, v], [rate, 0.7, decay])
    for i in 0..<count {
      func bits(_ outputs: [[Float]]) -> [UInt32] { outputs.map { $0[i] }.bits }
      let d = fmaf(decay, p[i], g[i])
      #expect(bits(sgd) == [fmaf(-rate, d, p[i])].bits)
      let velocity = fmaf(0.9, m[i], d)
      #expect(bits(momentum) == [fmaf(-rate, velocity, p[i]), velocity].bits)
      #expect(bits(nesterov) == [fmaf(-rate, fmaf(0.9, velocity, d), p[i]), velocity].bits)
      let mean = fmaf(0.99, v[i], (Float(0.01) * d) * d)
      #expect(bits(rmsprop) == [p[i] - (rate * d) / (sqrtf(mean) + Float(1e-8)), mean].bits)
      let sum = fmaf(d, d, v[i])
      #expect(bits(adagrad) == [p[i] - (rate * d) / (sqrtf(sum) + Float(1e-10)), sum].bits)
      func adamOutputs(_ p: Float, _ g: Float) -> [Float] {
        let first = fmaf(0.9, m[i], Float(0.1) * g)
        let second = fmaf(0.999, v[i], (Float(0.001) * g) * g)
        return [p - (rate * first) / (sqrtf(second) / Float(0.7) + Float(1e-8)), first, second]
      }
      #expect(bits(adam) == adamOutputs(p[i], d).bits)
      #expect(bits(adamw) == adamOutputs(fmaf(-decay, p[i], p[i]), g[i]).bits)
    }
  }

  @Test("no decay means no operation: an infinite parameter makes no NaN of its gradient, and -0 stays")
  func noDecay() throws {
    let (p, g): ([Float], [Float]) = ([.infinity, -0.0, 1], [1, -0.0, -0.0])
    for definition: any OperationDefinition in [SGDUpdate(), MomentumUpdate(), RMSpropUpdate(), AdagradUpdate()] {
      var builder = ProgramBuilder()
      let tensors = [builder.tensor([3], p), builder.tensor([3], g)]
      let state = definition.inPlace.dropFirst().map { _ in builder.tensor([3], [1, 1, 1] as [Float]) }
      let rate = builder.scalar(0)
      try builder.add(definition, tensors + state, scalars: [rate])
      let results = try builder.run(on: Reference.device())
      #expect(results.floats(0)[0] == .infinity, "\(definition)")
    }
    let decoupled = try Reference.run(
      AdamUpdate(decoupled: true), [([3], p), ([3], [0, 0, 0]), ([3], [0, 0, 0]), ([3], [1, 1, 1])], scalars: [0.1, 1, 0])
    #expect(decoupled[0].bits == ([.infinity, -0.0, 1] as [Float]).bits)
  }
}
