import ConcordNN

extension Loss {
  /// Elements for each sample: its loss, the gradient with respect to its logits, and the target where labels become one.
  public func memory(classCount: Int) -> [Int] { [1, classCount] + (takesOneHotTarget ? [classCount] : []) }
}
