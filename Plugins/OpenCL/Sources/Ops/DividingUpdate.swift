extension OperationPlan {
  /// An optimizer's update that divides, which is most of its work.
  ///
  /// - Parameter function: Takes an element for each work-item. With `_vectors` after its name it takes 16: for processors, which
  ///   divide whole vectors.
  static func dividing(
    _ family: KernelFamily, _ function: String, _ memory: [Launch.Argument], count: Int, _ rest: [Launch.Argument],
    on traits: DeviceTraits
  ) -> OperationPlan {
    guard count > 0 else { return OperationPlan() }
    let usesVectors = traits.usesBuiltinDivision && !traits.prefersLocalMemory
    return OperationPlan([
      usesVectors
        ? .elementwise(KernelName(family, function + "_vectors"), memory, count: count, rest, on: traits)
        : .elementwise(KernelName(family, function), memory, count: count, each: 1, rest, on: traits)
    ])
  }
}
