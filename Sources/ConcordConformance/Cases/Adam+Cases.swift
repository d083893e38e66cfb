import ConcordKit

extension AdamUpdate: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    // The scalars of steps 1 and 1,000 at a learning rate of 0.001, rounded.
    let steps: [(Int, [Float])] = [(1, [0.01, 0.031622775]), (1000, [0.001, 0.7951495])]
    for (step, scalars) in steps {
      for count in Sizes.elements + [Sizes.large] {
        list.add(
          AdamUpdate(), ["n": count, "step": step],
          inputs: [.values([count]), .values([count]), .values([count]), .magnitudes([count])],
          scalars: scalars.map(\.bitPattern),
          values: count == Sizes.large ? [.normal] : step == 1 ? ValueClass.allCases : ValueClass.some(count))
      }
    }
    list.add(
      AdamUpdate(beta1: 0, beta2: 0.5, epsilon: 0), ["n": 65, "beta1": 0, "beta2": 0.5, "epsilon": 0],
      inputs: [.values([65]), .values([65]), .values([65]), .magnitudes([65])],
      scalars: [Float(0.5).bitPattern, Float(1).bitPattern], values: ValueClass.allCases)
    let decays: [(Double, Bool, [Float])] = [(0.01, false, []), (0, true, [1e-5]), (0, true, [0]), (0.01, true, [0.5])]
    for (decay, decoupled, rest) in decays {
      for count in [0, 1, 17, 65, 257] {
        list.add(
          AdamUpdate(weightDecay: decay, decoupled: decoupled),
          ["n": count, "weight_decay": decay, "decoupled": decoupled, "decay": rest.first ?? 0 as Float],
          inputs: [.values([count]), .values([count]), .values([count]), .magnitudes([count])],
          scalars: ([0.01, 0.031622775] + rest).map(\.bitPattern), values: Sizes.values(count))
      }
    }
  }
}
