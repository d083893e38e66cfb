import ConcordKit

/// The cases of a kernel's operation, as far as they are the kernel's.
package struct KernelCases {
  /// With what runs each on a device.
  let all: [(example: OperationCase, fit: KernelFit)]
  /// How many were left out, by why.
  package private(set) var leftOut: [String: Int] = [:]
  package let description: KernelDescription

  /// - Throws: Where the description does not say how a case is launched, or no case is the kernel's.
  package init(_ description: KernelDescription, filter: CaseFilter? = nil) throws(ConformanceFailure) {
    self.description = description
    guard let subject = description.operation as? any ConformanceSubject.Type else {
      throw ConformanceFailure("'\(description.path)': the suite has no cases of \(description.operationName)")
    }
    var list = CaseList()
    subject.addCases(to: &list)
    var all: [(OperationCase, KernelFit)] = []
    for example in list.cases {
      switch try description.fitting(example) {
      case .fits(let fit): if filter?.matches(example.name) ?? true { all.append((example, fit)) }
      case .leftOut(let why): leftOut[why, default: 0] += 1
      }
    }
    guard !all.isEmpty else {
      let reasons = leftOut.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
      throw ConformanceFailure(
        filter == nil
          ? "'\(description.path)': none of the \(list.cases.count) cases of \(description.operationName) is this kernel's: \(reasons); look at its "
            + "attributes, inputs, outputs and requires"
          : "--filter: no case of this kernel has this name; --list prints their names")
    }
    self.all = all
  }

  /// What the runner runs: first what the source itself shows, and whether it builds.
  ///
  /// - Parameter ulp: In the place of the description's.
  package func cases(ulp: Int? = nil) -> [ConformanceCase] {
    let limit = ulp ?? description.ulp
    var cases: [ConformanceCase] = []
    if limit == nil {
      let problems = SourceContract.problems(description.source, options: description.buildOptions)
      cases.append(
        ConformanceCase(Self.sourceCase, .op, operation: description.operationName) { _ in
          if let first = problems.first { throw ConformanceFailure(first) }
        })
    }
    return cases
      + all.map { example, fit in
        ConformanceCase(example.name, .op, operation: description.operationName, timeLimit: 60) { target in
          try KernelRun(example: example, fit: fit, names: description.tensorNames, ulp: limit).run(on: target)
        }
      }
  }

  /// The name of the case that looks at the source alone.
  package static let sourceCase = "source"

  /// The sizes of each case, and the class of its numbers.
  package var sizes: [String: (sizes: [String: Int], values: String)] {
    Dictionary(all.map { ($0.example.name, ($0.fit.sizes, $0.example.values.rawValue)) }, uniquingKeysWith: { $1 })
  }
}

extension KernelDescription {
  var tensorNames: (inputs: [String], outputs: [String]) { (inputs.map(\.name), outputs.map(\.name)) }
}
