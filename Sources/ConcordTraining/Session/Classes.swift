/// What logits say of classes.
enum Classes {
  /// The class of each row: that of the largest logit, the lowest of equal ones, of the first NaN where there is one.
  ///
  /// - Parameter count: Of classes: the length of a row, at least 1.
  static func predicted(_ logits: [Float], count: Int) -> [Int] {
    stride(from: 0, to: logits.count - logits.count % count, by: count).map { start in
      EvaluatedSamples.predictedClass(Array(logits[start..<(start + count)]))
    }
  }
}
