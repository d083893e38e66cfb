import ConcordKit
import Testing

@testable import ConcordOpenCL

@Suite("forms of operations", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct FormTests {
  private static func traits() throws -> DeviceTraits {
    var traits = try #require(TestDevice.open() as? OpenCLDevice).traits
    (traits.style, traits.usesSoftwareFMA, traits.roundLimit, traits.tiles) = (.processor, false, .max, nil)
    return traits
  }

  private static func name(_ forms: Forms<Int>, _ subject: Int = 0, on traits: DeviceTraits) throws -> String {
    try forms.choice(for: subject, on: traits).form.name
  }

  @Test("of the forms that serve the cheapest is taken, the first of several")
  func cheapest() throws {
    let forms: Forms<Int> = [
      Form("for GPUs", requires: [.graphics], cost: 0, plan: { _, _, _ in }),
      Form("for even numbers", serves: { number, _ in number % 2 == 0 }, cost: 1, plan: { _, _, _ in }),
      Form("first", cost: 2, plan: { _, _, _ in }), Form("second", cost: 2, plan: { _, _, _ in }),
    ]
    var traits = try Self.traits()
    #expect(try Self.name(forms, 2, on: traits) == "for even numbers")
    #expect(try Self.name(forms, 3, on: traits) == "first")
    traits.style = .graphics
    #expect(try Self.name(forms, 2, on: traits) == "for GPUs")
  }

  @Test("where no form serves, the error says what each one lacks")
  func nothing() throws {
    let forms: Forms<Int> = [
      Form("shared", requires: [.graphics, .exactFMA], plan: { _, _, _ in }),
      Form("odd", serves: { number, _ in number % 2 == 1 }, plan: { _, _, _ in }),
    ]
    let traits = try Self.traits()
    let error = #expect(throws: OperationError.self) { try Self.name(forms, 2, on: traits) }
    #expect(error?.message.contains("'shared' needs a GPU; 'odd' needs other shapes") == true, "\(error!)")
  }

  @Test("each requirement is met by some devices and not by others, and says itself")
  func requirements() throws {
    #expect(Set(Requirement.allCases.map(\.description)).count == Requirement.allCases.count)
    var graphics = try Self.traits()
    var processor = graphics
    graphics.pretend(to: try #require(PretendedDevice.named("nvidia")))
    (graphics.usesBuiltinDivision, processor.usesBuiltinDivision) = (true, false)
    (processor.usesSoftwareFMA, processor.roundLimit, processor.limits.groupItems) = (true, 100, 1)
    for requirement in Requirement.allCases {
      let isProcessors = [.processor, .inexactFMA].contains(requirement)
      #expect(requirement.isMet(by: graphics) != isProcessors && requirement.isMet(by: processor) == isProcessors)
    }
  }

  @Test("cores are what has a local memory of its own, whatever the driver counts")
  func cores() throws {
    let cores = try PretendedDevice.all.map { pretended in
      var traits = try Self.traits()
      traits.pretend(to: pretended)
      return traits.cores
    }
    #expect(cores == [36, 60, 48, 3, 32, 12, 1])
    #expect(DeviceArchitecture(.gpu, vendor: "NVIDIA Corporation") == .nvidia)
    #expect(DeviceArchitecture(.gpu, vendor: "Advanced Micro Devices, Inc.") == .amd)
    #expect(DeviceArchitecture(.gpu, vendor: "Intel(R) Corporation") == .intel)
    #expect(DeviceArchitecture(.gpu, vendor: "ARM") == .mobile && DeviceArchitecture(.gpu, vendor: "Mesa") == .other)
    #expect(DeviceArchitecture(.cpu, vendor: "Intel") == .processor)
  }
}
