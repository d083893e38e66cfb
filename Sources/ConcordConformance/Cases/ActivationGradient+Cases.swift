import ConcordKit

extension ActivationGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for function in ActivationFunction.allCases {
      for count in Sizes.elements + [Sizes.large] {
        list.add(
          ActivationGradient(function), ["function": function.rawValue, "n": count],
          inputs: [.values([count]), .values([count])], values: Sizes.values(count))
      }
    }
    for slope in [Float(0), 0.2, 1] {
      for count in [0, 17, 65] {
        list.add(
          ActivationGradient(.leakyReLU, slope: slope), ["function": "leaky_relu", "slope": slope, "n": count],
          inputs: [.values([count]), .values([count])], values: ValueClass.allCases)
      }
    }
  }
}
