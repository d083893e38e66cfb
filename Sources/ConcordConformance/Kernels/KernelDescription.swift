import ConcordKit

/// One OpenCL kernel, what it claims to compute, and how it is launched: a file that its author writes (`docs/own-kernels.md`).
package struct KernelDescription: Sendable {
  /// The description's file.
  package var path: String
  /// The file with the kernel.
  package var sourcePath: String
  package var source: String
  package var entry: String
  package var buildOptions: String
  /// The operation of the vocabulary.
  package var operation: any OperationDefinition.Type
  /// Those that are fixed.
  var attributes: Attributes
  /// Those that may be anything, and have their value as a dimension.
  var anyAttributes: [String]
  var inputs: [ShapePattern]
  var outputs: [ShapePattern]
  var arguments: [KernelArgument]
  var global: [SizeExpression]
  var local: [SizeExpression]
  /// Dimensions that follow from others, by name.
  var derived: [String: SizeExpression]
  /// Conditions that a case must meet.
  var requires: [SizeExpression]
  /// The classes of numbers that it is judged with; all where nil.
  var values: [ValueClass]?
  /// How far from the reference it may be, in neighbouring float32 numbers; nil: it promises every bit.
  package var ulp: Int?
  /// Sizes of the axes at which `--time` runs it; empty: those of the largest case.
  var timedSizes: [String: Int]

  package var operationName: String { operation.name }
}

/// An argument as a description gives it.
enum KernelArgument: Sendable, Equatable {
  /// The memory of a tensor.
  case tensor(String)
  /// A number of a type of C: `int`, `uint`, `long`, `ulong`.
  case number(String, SizeExpression)
  /// A `float`: a literal, an attribute or a dimension.
  case float(String)
  /// Bytes of a group's local memory.
  case local(SizeExpression)
  /// Bytes of scratch memory on the device.
  case scratch(SizeExpression)
  /// A run scalar of the operation.
  case scalar(Int)

  static let numbers = ["int", "uint", "long", "ulong"]

  init(_ text: String) throws(SizeExpression.Problem) {
    let trimmed = text.drop { $0 == " " }
    let word = String(trimmed.prefix { $0 != " " })
    let rest = String(trimmed.dropFirst(word.count).drop { $0 == " " })
    switch word {
    case _ where Self.numbers.contains(word): self = .number(word, try SizeExpression(rest))
    case "float": self = .float(rest)
    case "local": self = .local(try SizeExpression(rest))
    case "scratch": self = .scratch(try SizeExpression(rest))
    case "scalar":
      guard let index = Int(rest), index >= 0 else {
        throw SizeExpression.Problem(description: "names the run scalar '\(rest)'; give its number, from 0 on")
      }
      self = .scalar(index)
    default:
      guard rest.isEmpty, ShapePattern.isName(word) else {
        throw SizeExpression.Problem(
          description: "is neither a tensor's name nor int, uint, long, ulong, float, local, scratch or scalar with a value")
      }
      self = .tensor(word)
    }
  }
}
