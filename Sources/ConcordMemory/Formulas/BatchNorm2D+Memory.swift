import ConcordNN

extension BatchNorm2D: MemoryFormula {
  /// Weight and bias C; running mean and variance C. Output, and the gradient with respect to its input, which is computed together
  /// with those of the parameters. Mean, inverse standard deviation and the micro-batch's gradients of weight and bias: C each,
  /// whatever the number of samples.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    LayerMemory(
      outputShape: place.inputShape, parameters: [channels, channels], state: [channels, channels],
      activations: [place.inputCount, place.inputCount],
      fixedActivations: [channels, channels, channels, channels])
  }
}
