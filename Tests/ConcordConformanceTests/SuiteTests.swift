import ConcordKit
import Testing

@testable import ConcordConformance

@Suite("The conformance suite")
struct SuiteTests {
  @Test("every operation of the vocabulary has cases, and no other has")
  func everyOperation() {
    let known = Vocabulary.definitions.map { $0.name }
    let covered = Set(ConformanceSuite.cases(of: .op).compactMap(\.operation))
    for name in known {
      #expect(covered.contains(name), "'\(name)' needs a file in Sources/ConcordConformance/Cases and a line in OperationCases")
    }
    #expect(covered.isSubset(of: known))
    #expect(OperationCases.subjects.count == covered.count, "no operation is listed twice")
  }

  @Test("there are at least 5,000 cases, and each has a name of its own that its filter finds alone")
  func names() throws {
    let names = ConformanceSuite.cases().map(\.name)
    #expect(names.count >= 5000)
    #expect(Set(names).count == names.count)
    for name in names.enumerated().filter({ $0.offset % 500 == 0 }).map(\.element) {
      #expect(ConformanceSuite.cases(filter: CaseFilter(name)).map(\.name) == [name])
    }
  }

  @Test("every mode has cases", arguments: ConformanceMode.allCases)
  func modes(mode: ConformanceMode) {
    let cases = ConformanceSuite.cases(modes: [mode])
    #expect(!cases.isEmpty)
    #expect(cases.allSatisfy { $0.mode == mode })
  }

  @Test(
    "every model of the zoo is trained in the modes step and memory",
    arguments: ["mlp", "mlp-cifar", "simplecnn", "lenet5", "resnet20", "resnet18", "vgg11"])
  func models(name: String) {
    for mode in [ConformanceMode.step, .memory] {
      #expect(ConformanceSuite.cases(modes: [mode]).contains { $0.name.hasPrefix("\(mode.rawValue)[model=\(name),") })
    }
  }

  @Test("every case of an operation has inputs that the operation takes")
  func legalInputs() throws {
    for subject in OperationCases.subjects {
      var list = CaseList()
      subject.addCases(to: &list)
      for example in list.cases {
        _ = try example.definition.outputTypes(for: example.inputs.map(\.type))
        #expect(example.scalars.count == example.definition.scalars.count, "\(example.name)")
      }
    }
  }

  @Test("a case's numbers are those of its name, and of no other")
  func numbers() {
    var (first, again, other) = (CaseNumbers("a"), CaseNumbers("a"), CaseNumbers("b"))
    let words = ValueClass.normal.words(100, &first)
    #expect(words == ValueClass.normal.words(100, &again))
    #expect(words != ValueClass.normal.words(100, &other))
  }

  @Test("a class of values holds what it is called for")
  func valueClasses() {
    func floats(_ values: ValueClass) -> [Float] {
      var numbers = CaseNumbers("values")
      return values.words(4000, &numbers).map { Float(bitPattern: $0) }
    }
    #expect(floats(.normal).allSatisfy { (0.125..<2).contains(abs($0)) })
    #expect(floats(.mixed).allSatisfy { (0x1p-40..<0x1p41).contains(abs($0)) })
    #expect(floats(.denormals).filter(\.isSubnormal).count > 2000)
    #expect(floats(.denormals).contains { $0.isNormal })
    let zeros = floats(.zeros).filter { $0 == 0 }
    #expect(zeros.contains { $0.sign == .minus } && zeros.contains { $0.sign == .plus })
    #expect(floats(.infinities).contains(.infinity) && floats(.infinities).contains(-.infinity))
    #expect(floats(.nans).filter(\.isNaN).count > 300)
    let pairs = floats(.cancellation)
    #expect(stride(from: 0, to: 4000, by: 2).allSatisfy { abs(pairs[$0] + pairs[$0 + 1]) <= 8 * pairs[$0].ulp })
    #expect(floats(.largest).contains(.greatestFiniteMagnitude) && floats(.largest).allSatisfy(\.isFinite))
    #expect(Set(floats(.ties)) == [-2, -1, 0, 1, 2])
    #expect(floats(.bits).contains { abs($0) > 1e30 } && floats(.bits).contains { abs($0) < 1e-30 })
  }
}
