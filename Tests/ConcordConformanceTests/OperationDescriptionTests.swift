import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordConformance

@Suite("Descriptions of operations")
struct OperationDescriptionTests {
  @Test(
    "every operation of the vocabulary has its comment and its definition", arguments: Vocabulary.definitions.map { $0.name })
  func complete(name: String) throws {
    let operation = OperationDescription(try #require(Vocabulary.definition(named: name)))
    #expect(operation.comment.hasPrefix("`\(name)`: "), "\(operation.comment.prefix(60))")
    #expect(operation.comment.contains("nput") && operation.comment.contains("utput"))
    #expect(!operation.definitions.isEmpty)
    // `operation` of a reduction is its `kind` in Swift.
    for attribute in operation.attributes where attribute.name != "operation" {
      #expect(!attribute.meaning.isEmpty, "\(attribute.name)")
    }
  }

  @Test("what the program says is what the page says now")
  func current() throws {
    let page = try String(contentsOf: CCompiler.root.appendingPathComponent("docs/numerics.md"), encoding: .utf8)
    for definition in Vocabulary.definitions {
      for row in OperationDescription(definition).definitions {
        #expect(
          page.contains(row.text.replacing("|", with: "\\|")), "\(definition.name): touch Sources/COperationTexts/operations.c")
      }
    }
  }

  @Test("attributes have the kinds and defaults of their type")
  func attributes() {
    let product = OperationDescription(MatMul.self).attributes
    #expect(product.map(\.name) == ["transpose_a", "transpose_b", "bias", "activation", "accumulate"])
    #expect(product[3].kind == "one of identity, relu" && product[3].standard == "identity")
    #expect(product[0].kind == "true or false" && product[0].standard == "false")
    let rows = OperationDescription(SoftmaxOperation.self)
    #expect(rows.attributes.map(\.standard) == ["false", "false"])
    #expect(rows.definitions.count == 2)
    #expect(OperationDescription(SGDUpdate.self).example.hasSuffix("--attr weight_decay=0.0 --scalar 0.1"))
  }
}
