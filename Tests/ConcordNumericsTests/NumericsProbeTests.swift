import ConcordNumerics
import Testing

@Suite("Device probes")
struct NumericsProbeTests {
  static func probe(_ function: NumericsProbe.Function) throws -> NumericsProbe {
    try #require(NumericsProbe.all.first { $0.function == function })
  }

  @Test("The hash of all expected outputs is the one that names this arithmetic")
  func hash() {
    // Reproduced by each OpenCL runtime of docs/numerics.md. It changes only with the arithmetic or the inputs.
    #expect(NumericsProbe.hash == 0x316c_db05_8fdb_78a2)
  }

  @Test("The hash is FNV-1a over words")
  func hashDefinition() {
    #expect(hashOfWords([]) == 0xcbf2_9ce4_8422_2325)
    // For a word below 256 a step equals the published byte-wise hash of one byte: FNV-1a("a").
    #expect(hashOfWords([0x61]) == 0xaf63_dc4c_8601_ec8c)
    #expect(hashOfWords([1, 2]) != hashOfWords([2, 1]))
  }

  @Test("Every function has one probe whose outputs are as many as its items")
  func complete() {
    #expect(NumericsProbe.all.map(\.function) == NumericsProbe.Function.allCases)
    #expect(NumericsProbe.all.allSatisfy { $0.inputs.count == 4 * $0.expected.count && $0.expected.count % 64 == 0 })
  }

  @Test("The inputs tell a device that contracts from one that does not")
  func contraction() throws {
    let probe = try Self.probe(.separateMultiplyAdd)
    let contracted = (0..<probe.expected.count).count { item in
      let words = probe.inputs[(4 * item)..<(4 * item + 3)].map { Float(bitPattern: $0) }
      return Exact.canonical(words[2].addingProduct(words[0], words[1])).bitPattern != probe.expected[item]
    }
    #expect(contracted > 500)
  }

  @Test(
    "The inputs tell a device that flushes denormals from one that does not",
    arguments: [.addition, .multiplication, .fusedMultiplyAdd, .division, .squareRoot] as [NumericsProbe.Function])
  func denormals(function: NumericsProbe.Function) throws {
    let probe = try Self.probe(function)
    let results = probe.expected.count { Float(bitPattern: $0).isSubnormal }
    let arguments = probe.inputs.count { Float(bitPattern: $0).isSubnormal }
    #expect(arguments > 100)
    // A square root is never denormal.
    #expect(function == .squareRoot || results > 100)
  }

  @Test("The inputs reach every exponent")
  func exponents() throws {
    let exponents = Set(try Self.probe(.exp).inputs.map { $0 >> 23 & 0xff })
    #expect(exponents.count == 256)
  }

  @Test("The lane probes tell the order of the lanes from the plain order")
  func lanes() throws {
    let probe = try Self.probe(.laneSum)
    let different = probe.expected.indices.count { item in
      let plain = (0..<item % 300).reduce(Float(0)) { $0 + Float(bitPattern: probe.inputs[item + $1]) }
      return plain.bitPattern != probe.expected[item]
    }
    #expect(different > 200)
  }

  @Test("The built-in and the software forms have one expectation, on the same kind of inputs")
  func builtInForms() throws {
    let division = try Self.probe(.division)
    for item in division.expected.indices {
      let a = Float(bitPattern: division.inputs[4 * item])
      let b = Float(bitPattern: division.inputs[4 * item + 1])
      #expect(Exact.softwareDivide(a, b).bitPattern == division.expected[item])
    }
  }
}
