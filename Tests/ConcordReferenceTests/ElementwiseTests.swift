import ConcordKit
import ConcordTestSupport
import Testing

@Suite("activation, activation_gradient, bias_add")
struct ElementwiseTests {
  @Test("relu keeps what is above zero and NaN; everything else becomes +0")
  func relu() throws {
    let x: [Float] = [1.5, -1.5, 0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude]
    let y = try Reference.run(Activation(.relu), [([3, 3], x)])[0]
    #expect(y.bits == ([1.5, 0, 0, 0, .infinity, 0, .nan, .leastNonzeroMagnitude, 0] as [Float]).bits)
  }

  @Test("the gradient of relu passes where its output is positive or NaN, and is +0 elsewhere")
  func reluGradient() throws {
    let y: [Float] = [2, 0, -0.0, .nan, 0, .leastNonzeroMagnitude]
    let dy: [Float] = [-3, -3, 5, 7, .nan, -0.0]
    let dx = try Reference.run(ActivationGradient(.relu), [([6], y), ([6], dy)])[0]
    #expect(dx.bits == ([-3, 0, 0, 7, 0, -0.0] as [Float]).bits)
  }

  @Test("a bias is added to every sample and position of its channel")
  func biasAdd() throws {
    let x: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    let y = try Reference.run(BiasAdd(), [([2, 3, 2], x), ([3], [100, -0.5, 0])])[0]
    #expect(y == [101, 102, 2.5, 3.5, 5, 6, 107, 108, 8.5, 9.5, 11, 12])
  }

  @Test("minus zero plus minus zero stays minus zero, and NaN stays NaN")
  func biasSpecials() throws {
    let y = try Reference.run(BiasAdd(), [([3, 1], [-0.0, 0, .nan]), ([1], [-0.0])])[0]
    #expect(y.bits == ([-0.0, 0, .nan] as [Float]).bits)
  }

  @Test("fused bias and relu give the bits of the separate operations")
  func fusion() throws {
    var seed = SeededNumbers(3)
    var builder = ProgramBuilder()
    let a = builder.tensor([6, 33], seed.anyFloats(6 * 33))
    let b = builder.tensor([33, 70], seed.floats(33 * 70))
    let bias = builder.tensor([70], seed.anyFloats(70))
    let fused = try builder.add(MatMul(bias: true, activation: .relu), [a, b, bias])[0]
    let product = try builder.add(MatMul(), [a, b])[0]
    let sum = try builder.add(BiasAdd(), [product, bias])[0]
    let separate = try builder.add(Activation(.relu), [sum])[0]
    let results = try builder.run(on: Reference.device())
    #expect(results.floats(fused).bits == results.floats(separate).bits)
  }

  @Test("tensors without elements are left alone")
  func empty() throws {
    #expect(try Reference.run(Activation(.relu), [([0, 4], [])]) == [[]])
    #expect(try Reference.run(BiasAdd(), [([3, 0, 2], []), ([0], [])]) == [[]])
    #expect(try Reference.run(BiasAdd(), [([1 << 40, 2, 0], []), ([2], [1, 2])]) == [[]])
  }
}
