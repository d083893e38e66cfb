import ConcordKit

/// An operation that has kernels: its file in `Ops` says which, and how they are started.
protocol OpenCLOperation: OperationDefinition {
  /// The ways to compute it.
  static var forms: Forms<Problem<Self>> { get }

  /// Rounds of all loops of the busiest work-item, where the plan does not see to it that they stay below
  /// ``DeviceTraits/roundLimit``.
  func rounds(_ operands: Operands) -> Int

  /// Multiply-adds, or what takes as long, beside one for each of its tensors' elements.
  func steps(_ operands: Operands) -> Double
}

extension OpenCLOperation {
  func rounds(_ operands: Operands) -> Int { 0 }
  func steps(_ operands: Operands) -> Double { Double(multiplyAdds(for: operands.inputTypes)) }
}

/// An operation on its tensors.
struct Problem<Definition: OperationDefinition> {
  var operation: Definition
  var operands: Operands
}

/// An operation with one form, which serves every device.
protocol PlainOperation: OpenCLOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError)
}

extension PlainOperation {
  static var forms: Forms<Problem<Self>> {
    [
      Form("plain") { problem, traits, plan throws(OperationError) in
        try problem.operation.add(problem.operands, on: traits, to: &plan)
      }
    ]
  }
}

/// Every operation that has kernels: those of the vocabulary that have a file in `Ops`.
enum OpenCLOperations {
  static let all = Vocabulary.definitions.compactMap { $0 as? any OpenCLOperation.Type }

  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// Kernels count in 32 bits.
  static let maximumCount = Int(Int32.max)

  /// What one operation of a valid program is on a device.
  static func kernels(
    _ operation: Operation, at index: Int, of program: Program, on traits: DeviceTraits
  ) throws(BackendError) -> OperationKernels {
    if let own = try OwnKernel(operation, at: index) { return .own(own) }
    return .planned(try plan(operation, at: index, of: program, on: traits))
  }

  /// The plan of one operation of the vocabulary.
  static func plan(
    _ operation: Operation, at index: Int, of program: Program, on traits: DeviceTraits
  ) throws(BackendError) -> PlannedOperation {
    guard let type = byName[operation.name] else {
      throw BackendError(.unsupported, "the OpenCL backend has no operation '\(operation.name)'", operation: index)
    }
    for tensor in operation.inputs + operation.outputs {
      let type = program.tensors[tensor].type
      guard type.elementCount <= maximumCount, type.shape.allSatisfy({ $0 <= maximumCount }) else {
        throw BackendError(
          .unsupported,
          "\(operation.name) on \(type): the OpenCL backend takes tensors of up to \(maximumCount) elements; split it",
          operation: index)
      }
    }
    let definition: any OpenCLOperation
    do throws(OperationError) {
      definition = try type.init(attributes: operation.attributes)
    } catch {
      throw BackendError(.invalidArgument, "\(operation.name) \(error.message)", operation: index)
    }
    let operands = Operands(operation, of: program)
    guard definition.rounds(operands) <= traits.roundLimit else {
      throw BackendError(
        .unsupported,
        "\(operation.name) on \(operands.inputTypes) needs a longer loop than \(traits.info.name) runs to its end; "
          + "use another device", operation: index)
    }
    let plan: OperationPlan
    do throws(OperationError) {
      plan = try definition.plan(operands, on: traits)
    } catch {
      throw BackendError(.unsupported, "\(operation.name) \(error.message)", operation: index)
    }
    do throws(BackendError) {
      let work = WorkEstimate(
        steps: definition.steps(operands), bytes: operands.byteCount + Double(plan.workspaceByteCount))
      return try PlannedOperation(plan, work, on: traits)
    } catch {
      throw BackendError(error.code, "\(operation.name): \(error.message)", operation: index)
    }
  }
}

extension OpenCLOperation {
  fileprivate func plan(_ operands: Operands, on traits: DeviceTraits) throws(OperationError) -> OperationPlan {
    var plan = OperationPlan(operands)
    try Self.forms.add(Problem(operation: self, operands: operands), on: traits, to: &plan)
    return plan
  }
}
