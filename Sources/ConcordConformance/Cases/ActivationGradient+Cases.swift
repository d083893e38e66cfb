import ConcordKit

extension ActivationGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for function in ActivationFunction.allCases {
      for count in Sizes.elements + [Sizes.large] {
        list.add(
          ActivationGradient(function), ["function": function.rawValue, "n": count],
          inputs: [.values([count]), .values([count])],
          values: count == Sizes.large ? [.normal, .bits] : ValueClass.allCases)
      }
    }
  }
}
