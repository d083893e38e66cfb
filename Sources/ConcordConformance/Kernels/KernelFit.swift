import ConcordKit

/// A kernel for one set of tensors: what a program carries.
struct KernelFit {
  var own: OwnKernel
  /// The sizes of the axes, and all that follows from them.
  var sizes: [String: Int]
}

/// How a case stands to a kernel.
enum KernelFitting {
  case fits(KernelFit)
  /// Why it is none of the kernel's.
  case leftOut(String)
}

extension KernelDescription {
  /// Whether the kernel is for a case of its operation, and how it is launched then.
  ///
  /// - Throws: Where the description does not say how.
  func fitting(_ example: OperationCase) throws(ConformanceFailure) -> KernelFitting {
    guard isDescribed(example.definition) else { return .leftOut("other attributes") }
    if let values, !values.contains(example.values) { return .leftOut("other numbers") }
    return try fitting(example.definition, example.inputs.map(\.type), example.name)
  }

  /// The same for any tensors of an operation whose attributes fit.
  ///
  /// - Parameter name: For messages.
  func fitting(
    _ definition: any OperationDefinition, _ types: [TensorType], _ name: String
  ) throws(ConformanceFailure) -> KernelFitting {
    let results: [TensorType]
    do throws(OperationError) { results = try definition.outputTypes(for: types) } catch {
      throw wrong("\(operation.name) \(error)", name)
    }
    guard types.count == inputs.count, results.count == outputs.count else {
      throw wrong(
        "\(operation.name) with these attributes has \(types.count) inputs, \(types), and \(results.count) outputs, \(results), but the description "
          + "has \(inputs.count) and \(outputs.count)", name)
    }
    var sizes: [String: Int] = [:]
    for (pattern, type) in zip(inputs + outputs, types + results) where !pattern.bind(type.shape, &sizes) {
      return .leftOut("other shapes")
    }
    for (attribute, value) in definition.attributes.values {
      switch value {
      case .integer(let number): sizes[attribute] = sizes[attribute] ?? number
      case .boolean(let flag): sizes[attribute] = sizes[attribute] ?? (flag ? 1 : 0)
      case .float, .string: break
      }
    }
    try derive(&sizes, name)
    for condition in requires where try value(condition, sizes, "requires", name) == 0 {
      return .leftOut("not \(condition.text)")
    }
    return .fits(KernelFit(own: try kernel(definition, sizes, results, name), sizes: sizes))
  }

  /// Whether an operation has the attributes that the kernel is for.
  private func isDescribed(_ definition: any OperationDefinition) -> Bool {
    guard type(of: definition) == operation, let own = try? self.definition() else { return false }
    func fixed(_ attributes: Attributes) -> [String: AttributeValue] {
      attributes.values.filter { !anyAttributes.contains($0.key) }
    }
    return fixed(definition.attributes) == fixed(own.attributes)
  }

  /// Those that follow from others may follow from each other.
  private func derive(_ sizes: inout [String: Int], _ name: String) throws(ConformanceFailure) {
    var left = derived
    while !left.isEmpty {
      let ready = left.filter { $0.value.names.allSatisfy { sizes[$0] != nil } }
      guard !ready.isEmpty else {
        let (key, formula) = left.min { $0.key < $1.key } ?? ("", global[0])
        _ = try value(formula, sizes, "dimensions.\(key)", name)
        return
      }
      for (key, formula) in ready {
        guard sizes[key] == nil else { throw wrong("'dimensions.\(key)' has the name of an axis or an attribute", name) }
        sizes[key] = try value(formula, sizes, "dimensions.\(key)", name)
        left[key] = nil
      }
    }
  }

  private func kernel(
    _ definition: any OperationDefinition, _ sizes: [String: Int], _ results: [TensorType], _ name: String
  ) throws(ConformanceFailure) -> OwnKernel {
    var values: [OwnKernel.Argument] = []
    for argument in arguments { values.append(try self.value(argument, definition, sizes, name)) }
    var grids: [[Int]] = []
    for (key, formulas) in [("global", global), ("local", local)] {
      var grid: [Int] = []
      for formula in formulas { grid.append(try value(formula, sizes, key, name)) }
      grids.append(grid)
    }
    return OwnKernel(
      title: operation.name, source: source, entry: entry, buildOptions: buildOptions, arguments: values, global: grids[0],
      local: grids[1], outputs: results, inPlace: definition.inPlace, scalars: definition.scalars)
  }

  private func value(
    _ argument: KernelArgument, _ definition: any OperationDefinition, _ sizes: [String: Int], _ name: String
  ) throws(ConformanceFailure) -> OwnKernel.Argument {
    switch argument {
    case .tensor(let tensor):
      if let output = outputs.firstIndex(where: { $0.name == tensor }) { return .output(output) }
      return .input(inputs.firstIndex { $0.name == tensor } ?? 0)
    case .number(let type, let formula):
      let number = try value(formula, sizes, "arguments", name)
      let argument: OwnKernel.Argument? =
        switch type {
        case "int": Int32(exactly: number).map { .int($0) }
        case "uint": UInt32(exactly: number).map { .uint($0) }
        case "long": .long(Int64(number))
        default: UInt64(exactly: number).map { .ulong($0) }
        }
      guard let argument else { throw wrong("the argument '\(type) \(formula.text)' is \(number), which is no \(type)", name) }
      return argument
    case .float(let text):
      if let number = Float(text) { return .float(number) }
      if case .float(let number) = definition.attributes.values[text] { return .float(number) }
      do throws(SizeExpression.Problem) {
        return .float(Float(try SizeExpression(text).value(sizes)))
      } catch {
        throw wrong("the argument 'float \(text)' \(error)", name)
      }
    case .local(let formula): return .local(try bytes(formula, sizes, "local", name))
    case .scratch(let formula): return .scratch(try bytes(formula, sizes, "scratch", name))
    case .scalar(let index):
      guard definition.scalars.indices.contains(index) else {
        throw wrong(
          "the argument 'scalar \(index)' is none of the \(definition.scalars.count) run scalars of \(operation.name)", name)
      }
      return .scalar(index)
    }
  }

  private func bytes(
    _ formula: SizeExpression, _ sizes: [String: Int], _ kind: String, _ name: String
  ) throws(ConformanceFailure) -> Int {
    let bytes = try value(formula, sizes, "arguments", name)
    // Nothing takes no memory in a kernel's arguments; a case without elements may ask for it.
    guard (0...1 << 30).contains(bytes) else {
      throw wrong("the argument '\(kind) \(formula.text)' is \(bytes) bytes; give between 1 and \(1 << 30)", name)
    }
    return max(4, bytes)
  }

  private func value(
    _ formula: SizeExpression, _ sizes: [String: Int], _ key: String, _ name: String
  ) throws(ConformanceFailure) -> Int {
    do throws(SizeExpression.Problem) {
      return try formula.value(sizes)
    } catch {
      throw wrong("the value of '\(key)', '\(formula.text)', \(error)", name)
    }
  }

  private func wrong(_ problem: String, _ name: String) -> ConformanceFailure {
    ConformanceFailure("'\(path)': for the case \(name): \(problem)")
  }
}
