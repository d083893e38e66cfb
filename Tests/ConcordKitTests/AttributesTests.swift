import ConcordKit
import Testing

@Suite("Attributes")
struct AttributesTests {
  private let attributes = Attributes([
    "b": .boolean(true), "i": .integer(-3), "f": .float(0.5), "s": .string("relu"),
  ])

  @Test("a value is read as what it is, and its default where it is missing")
  func values() throws {
    #expect(try attributes.boolean("b", default: false))
    #expect(try attributes.integer("i", default: 0) == -3)
    #expect(try attributes.float("f", default: 0) == 0.5)
    #expect(try attributes.choice("s", default: Epilogue.identity) == .relu)
    #expect(try attributes.integer("missing", default: 9) == 9)
  }

  @Test("a value of another kind is refused, with what it is and what it should be")
  func kinds() {
    let error = #expect(throws: OperationError.self) { try attributes.boolean("i", default: false) }
    #expect(error?.message == "attribute 'i' must be true or false, but is -3")
    #expect(throws: OperationError.self) { try attributes.integer("f", default: 0) }
    #expect(throws: OperationError.self) { try attributes.float("s", default: 0) }
  }

  @Test("a choice that does not exist is refused with those that do")
  func choices() {
    let error = #expect(throws: OperationError.self) {
      try Attributes(["function": .string("mish")]).choice("function", default: Epilogue.identity)
    }
    #expect(error?.message == "attribute 'function' must be one of identity, relu, but is mish")
  }

  @Test("attributes cross the ABI sorted by name")
  func order() {
    #expect(attributes.sorted.map(\.name) == ["b", "f", "i", "s"])
  }
}
