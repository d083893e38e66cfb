import ConcordKit
import ConcordReference
import ConcordTestSupport
import Testing

@Suite("Operations against PyTorch")
struct OperationFixtureTests {
  private static let fixtures = Result { try OperationFixture.all() }

  /// Operations that PyTorch cannot express, each with the reason. Every other one has a fixture.
  private static let exceptions = [
    "batch_norm_apply": "it is the last part of batch_norm", "dropout": "its random numbers are Concord's own",
  ]

  @Test("the reference agrees with PyTorch's float64", arguments: try fixtures.get())
  func agrees(_ fixture: OperationFixture) throws {
    let type = try #require(Vocabulary.definition(named: fixture.operation), "no operation has this name")
    var builder = ProgramBuilder()
    let inputs = try fixture.inputs().map { input in
      switch input.values {
      case .float32(let values): builder.tensor(input.shape, values)
      case .int32(let values): builder.tensor(input.shape, values)
      default: throw FixtureFile.Mistake(description: "an input is neither float32 nor int32")
      }
    }
    let scalars = fixture.record.scalars.map { builder.scalar($0) }
    let outputs = try builder.add(type.init(attributes: fixture.attributes), inputs, scalars: scalars)
    let results = try builder.run(on: ReferenceBackend().open(device: 0, options: [:]))
    let expected = try fixture.outputs()
    #expect(outputs.map { builder.program.tensors[$0].type.shape } == expected.map(\.shape))
    for (index, (output, expected)) in zip(outputs, expected).enumerated() {
      switch builder.program.tensors[output].type.element {
      case .int32: #expect(results.integers(output) == expected.integers, "output \(index)")
      case .float32:
        let difference = fixture.agreement.firstDifference(results.floats(output), expected.doubles)
        #expect(difference == nil, "output \(index)")
      }
    }
  }

  @Test("every operation of the vocabulary has a fixture, or a reason why it has none")
  func coverage() throws {
    let covered = Set(try Self.fixtures.get().map(\.operation))
    let known = Set(Vocabulary.definitions.map { $0.name })
    let excused = Set(Self.exceptions.keys)
    #expect(known.subtracting(covered).subtracting(excused) == [], "see docs/testing.md, Fixtures")
    #expect(covered.subtracting(known) == [], "no operation has these names")
    #expect(excused.subtracting(known) == [])
    #expect(excused.intersection(covered) == [])
  }

  @Test("every choice of an attribute has a fixture: each activation, each reduction, each flag set and not set")
  func choices() throws {
    // By operation and attribute, defaults included.
    var values: [String: [String: Set<AttributeValue>]] = [:]
    var fixtureCounts: [String: Int] = [:]
    var settings: [String: [String: Int]] = [:]
    for fixture in try Self.fixtures.get() {
      let type = try #require(Vocabulary.definition(named: fixture.operation))
      fixtureCounts[fixture.operation, default: 0] += 1
      for (name, value) in try type.init(attributes: fixture.attributes).attributes.values {
        values[fixture.operation, default: [:]][name, default: []].insert(value)
        settings[fixture.operation, default: [:]][name, default: 0] += 1
      }
    }
    func expect(_ operation: String, _ attribute: String, _ choices: [String]) {
      #expect(values[operation]?[attribute] == Set(choices.map(AttributeValue.string)), "\(operation), \(attribute)")
    }
    expect("activation", "function", ActivationFunction.allCases.map(\.rawValue))
    expect("activation_gradient", "function", ActivationFunction.allCases.map(\.rawValue))
    expect("conv2d", "activation", Epilogue.allCases.map(\.rawValue))
    expect("matmul", "activation", Epilogue.allCases.map(\.rawValue))
    expect("reduce", "operation", Reduce.Kind.allCases.map(\.rawValue))
    expect("reduce_gradient", "operation", ["sum", "mean"])
    var flags = 0
    for (operation, attributes) in values {
      for (attribute, choices) in attributes where choices.contains(.boolean(true)) || choices.contains(.boolean(false)) {
        // Some operations write a flag only where it is set, as before it was there.
        let isLeftOut = settings[operation]?[attribute] != fixtureCounts[operation]
        let seen = isLeftOut ? choices.union([.boolean(false)]) : choices
        #expect(seen == [.boolean(true), .boolean(false)], "\(operation), \(attribute)")
        flags += 1
      }
    }
    #expect(flags >= 8, "conv2d and matmul alone have five")
  }

  @Test("no case is compared more loosely than 1e-5 of the tensor's largest element")
  func tolerances() throws {
    for fixture in try Self.fixtures.get() {
      #expect(fixture.record.relative <= 1e-5 && fixture.record.floor <= 1, "\(fixture.description)")
      #expect(fixture.record.outputs > 0, "\(fixture.description)")
    }
  }
}
