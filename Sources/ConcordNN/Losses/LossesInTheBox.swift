/// Losses from what they print as, for reports that are read again.
public enum LossesInTheBox {
  /// - Parameter description: As a loss in the box prints.
  public static func loss(_ description: String) -> (any Loss)? {
    let parts = description.split(separator: ", ", omittingEmptySubsequences: false).map(String.init)
    guard let loss = read(parts[0], options: parts.dropFirst()), loss.description == description else { return nil }
    return loss
  }

  private static func read(_ name: String, options: ArraySlice<String>) -> (any Loss)? {
    let plain: [any ElementLoss] = [ElementTarget.oneHot, .values].flatMap { target -> [any ElementLoss] in
      [MeanSquaredError(target: target), BinaryCrossEntropy(target: target), L1(target: target)]
    }
    if let loss = plain.first(where: { $0.description == name }) { return loss }
    func option(_ name: String) -> String? {
      options.first { $0.hasPrefix(name + " ") }.map { String($0.dropFirst(name.count + 1)) }
    }
    if name == CrossEntropy.name {
      let smoothing = option("label smoothing").map { Float($0) ?? .nan } ?? 0
      let weights = option("class weights").map { $0.split(separator: " ").map { Float($0) ?? .nan } }
      guard (0...1).contains(smoothing), weights?.contains(where: \.isNaN) != true else { return nil }
      return CrossEntropy(
        labelSmoothing: smoothing, classWeights: weights, ignoredLabel: option("ignored label").flatMap { Int32($0) })
    }
    guard let delta = option("delta").flatMap({ Float($0) }), delta > 0 else { return nil }
    return [Huber(delta: delta, target: .oneHot), Huber(delta: delta)].first { $0.description.hasPrefix(name + ",") }
  }
}
