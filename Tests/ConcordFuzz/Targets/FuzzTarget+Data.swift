extension FuzzTarget {
  /// The formats of images and labels.
  static let dataTargets: [FuzzTarget] = []
}
