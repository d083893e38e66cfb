import ConcordKit

extension Activation: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for function in ActivationFunction.allCases {
      for count in Sizes.elements + [Sizes.large] {
        list.add(
          Activation(function), ["function": function.rawValue, "n": count], inputs: [.values([count])],
          values: count == Sizes.large ? [.normal, .bits] : ValueClass.allCases)
      }
    }
  }
}
