import ConcordData

/// What tests look at of a part that holds images.
extension DataSource {
  private var images: LabelledImages? { self as? LabelledImages }

  var labels: [Int32] { images?.labels ?? [] }

  /// N × C × H × W bytes; none where one cannot be read.
  var pixels: [UInt8] { (try? (0..<count).flatMap { try images?.pixels(of: $0) ?? [] }) ?? [] }
}
