import ConcordMemory
import ConcordTestSupport
import Testing

@testable import ConcordNN

/// Each layer in the box has all its parts.
@Suite("What a layer needs")
struct LayerCompletenessTests {
  private static let folder = "Sources/ConcordNN/Layers"

  private static func declared() throws -> Set<String> {
    try SourceFolder.structures(in: folder, conformingTo: "Layer", "ActivationLayer", "MultiTensorLayer", "RecurrentLayer")
  }

  @Test("it can stand in a model file, by its own name")
  func modelFile() throws {
    let listed = ModelFile.layerTypes.map { "\($0)" }
    let declared = try Self.declared()
    #expect(declared.count > 20)
    #expect(declared.subtracting(listed) == [], "a line each in ModelFile.layerTypes, or in ActivationLayers")
    #expect(Set(listed).subtracting(declared) == [], "declared elsewhere")
    #expect(Set(listed).count == listed.count, "listed twice")
    for type in ModelFile.layerTypes { #expect(type.type == "\(type)") }
  }

  @Test("no operation bears its name")
  func names() throws {
    let operations = try SourceFolder.structures(in: "Sources/ConcordKit/Vocabulary", conformingTo: "OperationDefinition")
    #expect(operations.contains("Conv2DOperation"))
    #expect(operations.intersection(try Self.declared()) == [], "call the operation …Operation")
  }

  @Test("its memory is said by a formula of its own, and a test allocates it")
  func memory() throws {
    var tests = ""
    for name in try SourceFolder.names(in: "Tests/ConcordMemoryTests", suffix: ".swift") {
      tests += try SourceFolder.text("Tests/ConcordMemoryTests/\(name).swift")
    }
    for type in ModelFile.layerTypes where !(type is any ActivationLayer.Type) {
      #expect(type is any MemoryFormula.Type, "'\(type)' lacks Sources/ConcordMemory/Formulas/\(type)+Memory.swift")
      #expect(tests.contains("\(type)("), "no test in Tests/ConcordMemoryTests allocates '\(type)'")
    }
    #expect(tests.contains("ActivationLayers.all"), "the layers that are activations are allocated together")
  }

  @Test("docs/models.md says what it gives")
  func documentation() throws {
    let rows = try SourceFolder.text("docs/models.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
    for type in ModelFile.layerTypes {
      #expect(rows.contains { $0.contains("`\(type)`") }, "'\(type)' lacks a row in docs/models.md")
    }
  }
}
