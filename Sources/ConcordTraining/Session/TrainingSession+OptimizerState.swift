import ConcordKit
import ConcordNN

extension TrainingSession {
  /// What the optimizer keeps of one parameter, under the name and in the shape that `torch.optim` has for it.
  struct OptimizerState: Equatable {
    /// `fc1.weight.exp_avg`
    let name: String
    let shape: [Int]
    var values: [Float]
  }

  /// All that the optimizer keeps, parameter by parameter in the model's order. On the device it lies in flat tensors, as many as
  /// the device's largest allocation asks for; here nothing of that can be seen.
  func optimizerState() throws -> [OptimizerState] {
    var result: [OptimizerState] = []
    for group in graph.updateGroups {
      let flat = try group.state.map { try deviceMemory.read($0, Float.self, count: graph.graph[$0].type.elementCount) }
      for (parameter, start) in Self.starts(of: group) {
        for (name, values) in zip(optimizer.stateNames, flat) {
          result.append(
            OptimizerState(
              name: "\(parameter.name).\(name)", shape: parameter.shape,
              values: Array(values[start..<(start + parameter.elementCount)])))
        }
      }
    }
    return result
  }

  /// Replaces all that the optimizer keeps.
  ///
  /// - Parameter values: By name; each that ``optimizerState()`` gives, as many numbers as it has.
  func write(optimizerState values: [String: [Float]]) throws {
    for group in graph.updateGroups {
      for (name, tensor) in zip(optimizer.stateNames, group.state) {
        // What stands in the gaps between parameters, nothing depends on.
        var flat = [Float](repeating: 0, count: graph.graph[tensor].type.elementCount)
        for (parameter, start) in Self.starts(of: group) {
          guard let member = values["\(parameter.name).\(name)"] else { continue }
          precondition(member.count == parameter.elementCount, "what an optimizer keeps has its parameter's shape")
          flat.replaceSubrange(start..<(start + member.count), with: member)
        }
        try flat.withUnsafeBytes { try deviceMemory.write($0, to: tensor) }
      }
    }
  }

  /// SHA-256 of what the optimizer keeps, as of parameters; nil where it keeps nothing.
  public func optimizerSHA256() throws -> String? {
    optimizer.stateNames.isEmpty ? nil : ParameterHash.hex(try optimizerState(), \.values)
  }

  /// Where each member's values begin in the group's flat tensors, in elements.
  private static func starts(of group: TrainingGraph.UpdateGroup) -> [(Parameter, start: Int)] {
    var start = 0
    return group.members.map { parameter in
      defer { start += MemoryAlignment.roundUp(TensorType(parameter.shape).byteCount) / MemoryLayout<Float>.size }
      return (parameter, start)
    }
  }
}
