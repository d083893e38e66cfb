import ConcordKit

/// What a kernel takes, as its source declares it.
struct KernelSignature: Equatable {
  struct Parameter: Equatable {
    var name: String
    var kind: Kind
  }

  enum Kind: Equatable {
    /// A pointer to memory, and where `hasOffset` is set after it the number of elements before the first, as `NAME_offset`.
    case memory(Word, isConstant: Bool, hasOffset: Bool)
    case uint, int, ulong, uint8, float
  }

  /// What memory holds.
  enum Word: String {
    case float, int, uint
  }

  var kernel: String
  var parameters: [Parameter]

  /// The values in the order of the parameters.
  ///
  /// - Throws: `internal` where one is missing, is there twice, has no parameter, or is of another type.
  func ordered(_ arguments: LaunchArguments) throws(BackendError) -> [LaunchArgument] {
    let named = arguments.named
    var values: [LaunchArgument] = []
    values.reserveCapacity(parameters.count)
    for (index, parameter) in parameters.enumerated() {
      // Most are written down in the kernel's order.
      let isNext = index < named.count && named[index].name == parameter.name
      guard let found = isNext ? index : named.firstIndex(where: { $0.name == parameter.name }) else {
        throw mistake("gets no argument '\(parameter.name)'")
      }
      let value = named[found].value
      if let problem = parameter.kind.problem(value) { throw mistake("gets for '\(parameter.name)' \(problem)") }
      values.append(value)
    }
    if named.count != parameters.count {
      for (index, argument) in named.enumerated() {
        if named[..<index].contains(where: { $0.name == argument.name }) { throw mistake("gets '\(argument.name)' twice") }
        if !parameters.contains(where: { $0.name == argument.name }) { throw mistake("has no parameter '\(argument.name)'") }
      }
    }
    return values
  }

  private func mistake(_ what: String) -> BackendError {
    BackendError(.internal, "planning: kernel '\(kernel)' \(what); this is a mistake of Concord's")
  }
}

extension KernelSignature.Kind {
  /// Why it does not take a value; nil where it does.
  func problem(_ value: LaunchArgument) -> String? {
    switch (self, value) {
    case (.memory(let word, let isConstant, _), .memory(let memory)):
      if let element = memory.element, word != KernelSignature.Word(element) {
        return "memory of \(element), but takes \(word.rawValue)"
      }
      return isConstant || memory.isWritable ? nil : "an input that it may change"
    case (.uint, .uint), (.int, .int), (.ulong, .ulong), (.uint8, .uints), (.float, .float): return nil
    case (.uint, .scalar(_, .uint32)), (.float, .scalar(_, .float32)): return nil
    default: return "\(value), but takes \(self)"
    }
  }
}

extension KernelSignature.Word {
  init(_ element: ElementType) {
    switch element {
    case .float32: self = .float
    case .int32: self = .int
    }
  }
}
