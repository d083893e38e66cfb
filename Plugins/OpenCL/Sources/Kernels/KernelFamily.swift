import ConcordKernels

/// Kernels that are compiled together: the file of this name in `Kernels/`, after the exact arithmetic and what else it uses.
enum KernelFamily: String, CaseIterable {
  case absoluteError = "absolute_error"
  case activation
  case activationGradient = "activation_gradient"
  case adagrad
  case adam
  case add
  case argmax
  case avgPool2D = "avg_pool2d"
  case avgPool2DGradient = "avg_pool2d_gradient"
  case batchNorm = "batch_norm"
  case batchNormGradient = "batch_norm_gradient"
  case batchNormInference = "batch_norm_inference"
  case batchSum = "batch_sum"
  case biasAdd = "bias_add"
  case binaryCrossEntropy = "binary_cross_entropy"
  case clipFactor = "clip_factor"
  case concatenate
  case conv2DWeightGradient = "conv2d_weight_gradient"
  case conv2DWeightGradientLocal = "conv2d_weight_gradient_local"
  case conv2DWeightGradientNarrow = "conv2d_weight_gradient narrow"
  case convolution
  case convolutionBorder = "convolution_border"
  case convolutionLocal = "convolution_local"
  case convolutionNarrow = "convolution narrow"
  case convolutionRows = "convolution_rows"
  case convolutionRowsOfSix = "convolution_rows of six"
  case correctCount = "correct_count"
  case denseCrossEntropy = "dense_cross_entropy"
  case dropout
  case embedding
  case embeddingGradient = "embedding_gradient"
  case groupNorm = "group_norm"
  case groupNormGradient = "group_norm_gradient"
  case logSoftmax = "log_softmax"
  case logSoftmaxGradient = "log_softmax_gradient"
  case loop
  case lossGradient = "loss_gradient"
  case matmul
  case matmulChecked = "matmul_checked"
  case matmulLocal = "matmul_local"
  case maxPool2D = "max_pool2d"
  case maxPool2DGradient = "max_pool2d_gradient"
  case meanSquaredError = "mean_squared_error"
  case momentum
  case multiply
  case oneHot = "one_hot"
  case pad
  case peak
  case permute
  case probe
  case recurrence
  case reduce
  case reduceGradient = "reduce_gradient"
  case reduceInner = "reduce_inner"
  case reduceMax = "reduce_max"
  case relu
  case reluGradient = "relu_gradient"
  case rmsprop
  case scale
  case sgd
  case slice
  case softmax
  case softmaxCrossEntropy = "softmax_cross_entropy"
  case softmaxCrossEntropySmoothed = "softmax_cross_entropy_smoothed"
  case softmaxGradient = "softmax_gradient"

  var files: [String] {
    switch self {
    case .add, .multiply: ["exact", "forms", "stretched", rawValue]
    case .activation, .activationGradient: ["exact", "forms", "activation_functions", rawValue]
    case .batchNorm, .batchNormGradient, .batchNormInference, .groupNorm, .groupNormGradient:
      ["exact", "forms", "planes", rawValue]
    case .conv2DWeightGradientLocal, .convolutionLocal: ["exact", "forms", "local_tile", "convolution_places", rawValue]
    case .conv2DWeightGradientNarrow: KernelFamily.conv2DWeightGradient.files
    case .convolution, .convolutionNarrow: ["exact", "convolution_taps", KernelFamily.convolution.rawValue]
    case .convolutionRows, .convolutionRowsOfSix: ["exact", "convolution_taps", KernelFamily.convolutionRows.rawValue]
    case .correctCount: ["exact", "forms", "argmax", rawValue]
    case .denseCrossEntropy, .reduceInner: ["exact", "forms", "lane_tree", rawValue]
    case .loop, .peak: [rawValue]
    case .matmul, .matmulChecked, .convolutionBorder, .probe: ["exact", rawValue]
    case .matmulLocal: ["exact", "local_tile", rawValue]
    case .maxPool2D, .maxPool2DGradient: ["exact", "forms", "max_pool2d_windows", rawValue]
    default: ["exact", "forms", rawValue]
    }
  }

  /// The macros that size its tile, or its vectors, where a launch asks for no other.
  func tileOptions(vectorWidth: Int) -> [String] {
    switch self {
    case .conv2DWeightGradient, .convolution: ConvolutionTile(isNarrow: false, vectorWidth: vectorWidth).options
    case .conv2DWeightGradientNarrow, .convolutionNarrow: ConvolutionTile(isNarrow: true, vectorWidth: vectorWidth).options
    case .conv2DWeightGradientLocal, .convolutionLocal, .matmulLocal: LocalTile().options
    case .convolutionRows: ConvolutionRowsTile(ofSix: false, vectorWidth: vectorWidth).options
    case .convolutionRowsOfSix: ConvolutionRowsTile(ofSix: true, vectorWidth: vectorWidth).options
    case .matmul: KnownDevices.matMulTile(vectorWidth: vectorWidth).options
    case .recurrence: RecurrentPass.options(.lstm, KnownDevices.matMulTile(vectorWidth: vectorWidth))
    case .peak: ["-DWIDTH=\(PeakMeasurement.width(vectorWidth))"]
    default: []
    }
  }

  /// Whether it has more in registers than others: a sub-group's work-items share them, so each has the more, the fewer they are.
  var wantsSmallSubGroups: Bool { self == .conv2DWeightGradientLocal }

  /// A file that the library lacks becomes an error of the device's compiler that names it.
  var source: String {
    files.map { Self.embedded($0) ?? "#error \"this library lacks the kernel file \($0).cl\"" }.joined(separator: "\n")
  }

  /// The text of a file of `Kernels/`; nil where the library does not have it.
  static func embedded(_ file: String) -> String? { concord_kernel_source(file).map { String(cString: $0) } }
}

/// A kernel: its family, the name of its function, and the macros of its tile.
struct KernelName: Hashable {
  var family: KernelFamily
  var function: String
  /// Nil: the family's own (``KernelFamily/tileOptions(vectorWidth:)``).
  var tile: [String]?

  init(_ family: KernelFamily, _ function: String, tile: [String]? = nil) {
    self.family = family
    self.function = function
    self.tile = tile
  }
}
