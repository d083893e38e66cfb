/// What a name of the graph stands for while it is read.
enum Value {
  case constant(Constant)
  case activation(SampleTensor)
}

/// A tensor that depends on the samples: something a layer gives, or an input, seen in a shape.
struct SampleTensor {
  /// Of the layer or the input.
  var name: String
  /// As the layer gives it, without the samples' axis.
  var given: [Int]
  /// As the graph sees it, without the samples' axis. Another than `given` costs a layer only where one depends on it.
  var shape: [Int]

  init(_ name: String, _ shape: [Int]) { (self.name, given, self.shape) = (name, shape, shape) }

  /// The same elements in another shape.
  func seen(as shape: [Int]) -> SampleTensor {
    var view = self
    view.shape = shape
    return view
  }

  var elementCount: Int { shape.reduce(1, *) }
  /// With the samples' axis.
  var rank: Int { shape.count + 1 }
}
