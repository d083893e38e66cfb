/// What a name of the graph stands for while it is read.
enum Value {
  case constant(Constant)
  case activation(SampleTensor)
}

/// A tensor that depends on the samples: something a layer gives, or an input, seen in a shape.
///
/// Layers have samples along the first axis. Where the graph moves that axis elsewhere, or joins it with others, its view is said by
/// `samples`, and costs no layer.
struct SampleTensor {
  /// Of the layer or the input.
  var name: String
  /// As the layer gives it, without the samples' axis.
  var given: [Int]
  /// As layers see it, without the samples' axis. Another than `given` costs a layer only where one depends on it.
  var shape: [Int]
  /// Where the graph sees the samples.
  var samples = SamplesAxis()

  init(_ name: String, _ shape: [Int]) { (self.name, given, self.shape) = (name, shape, shape) }

  /// The same elements in another shape.
  func seen(as shape: [Int]) -> SampleTensor {
    var view = self
    view.shape = shape
    return view
  }

  var elementCount: Int { shape.reduce(1, *) }
  /// With the samples' axis, as layers see it.
  var rank: Int { shape.count + 1 }
  /// Whether the graph, too, sees samples along the first axis and by themselves.
  var isPlain: Bool { samples == SamplesAxis() }
}

/// The axis along which a graph sees samples: their number times other axes, before them and after them, joined with it.
struct SamplesAxis: Equatable {
  /// Its number in the graph.
  var axis = 0
  /// The size of what is joined with the samples and changes more slowly than they do.
  var before = 1
  /// The size of what is joined with them and changes faster.
  var after = 1

  /// How many axes a layer sees besides for what is joined.
  var joined: Int { (before > 1 ? 1 : 0) + (after > 1 ? 1 : 0) }
}
