/// What the graph sees of a tensor, and the same elements seen otherwise.
extension SampleTensor {
  /// As the graph counts them.
  var seenRank: Int { rank - samples.joined }

  /// The sizes of the axes as the graph sees them; nil for that of the samples.
  var seenShape: [Int?] {
    let end = samples.axis + samples.joined
    return shape[..<samples.axis].map(Optional.some) + [nil] + shape[end...].map(Optional.some)
  }

  /// The axis 1 … as layers count it, of one that the graph counts; nil for that of the samples.
  func ownAxis(_ axis: Int) -> Int? {
    if axis == samples.axis { return nil }
    return axis < samples.axis ? axis + 1 : axis + samples.joined
  }

  /// The same elements, where the samples' axis keeps what is joined with it and others of size 1 come or go.
  func seen(asAxes sizes: [Int?]) -> SampleTensor? {
    guard let axis = sizes.firstIndex(of: nil) else { return nil }
    var view = self
    view.samples.axis = axis
    let joined = [samples.before, samples.after].filter { $0 > 1 }
    view.shape = sizes[..<axis].compactMap(\.self) + joined + sizes[(axis + 1)...].compactMap(\.self)
    return view.elementCount == elementCount ? view : nil
  }

  /// The same without axes of size 1, as layers count them.
  func without(_ axes: [Int]) -> SampleTensor {
    var view = self
    view.shape = (1..<rank).filter { !axes.contains($0) }.map { shape[$0 - 1] }
    view.samples.axis -= axes.count { $0 <= samples.axis }
    return view
  }

  /// The same elements in the order in which the graph has them, along axes of other sizes.
  ///
  /// - Parameters:
  ///   - sizes: Of all axes but that of the samples.
  ///   - axis: Where the samples' axis is among them. What is joined with it follows.
  /// - Returns: nil where the samples would be split or end between others.
  func seen(as sizes: [Int], samplesAt axis: Int) -> SampleTensor? {
    func slower(_ sizes: some Sequence<Int>) -> Int? {
      sizes.reduce(1) { (product: Int?, size) in
        guard let product, size >= 1 else { return nil }
        let (next, overflow) = product.multipliedReportingOverflow(by: size)
        return overflow ? nil : next
      }
    }
    let own = seenShape.prefix(samples.axis).compactMap(\.self).reduce(1, *) * samples.before
    guard let wanted = slower(sizes[..<axis]), let all = slower(sizes), own.isMultiple(of: wanted),
      elementCount.isMultiple(of: all)
    else { return nil }
    let (before, joined) = (own / wanted, elementCount / all)
    guard joined.isMultiple(of: before) else { return nil }
    var view = self
    view.samples = SamplesAxis(axis: axis, before: before, after: joined / before)
    view.shape = Array(sizes[..<axis]) + [before, joined / before].filter { $0 > 1 } + Array(sizes[axis...])
    return view
  }
}
