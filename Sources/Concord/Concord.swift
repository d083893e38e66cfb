/// Everything that a program needs to train: `import Concord`.
@_exported import ConcordData
@_exported import ConcordFiles
@_exported import ConcordGraph
@_exported import ConcordKit
@_exported import ConcordMemory
@_exported import ConcordNN
@_exported import ConcordReference
@_exported import ConcordRuns
@_exported import ConcordTraining

// Layers or losses and operations may have one name. To those who build models it means the layer; the operation is `ConcordKit.Conv2D`.
public typealias MeanSquaredError = ConcordNN.MeanSquaredError
public typealias BinaryCrossEntropy = ConcordNN.BinaryCrossEntropy
public typealias Conv2D = ConcordNN.Conv2D
public typealias MaxPool2D = ConcordNN.MaxPool2D
public typealias AvgPool2D = ConcordNN.AvgPool2D
public typealias Softmax = ConcordNN.Softmax
public typealias LogSoftmax = ConcordNN.LogSoftmax
public typealias Dropout = ConcordNN.Dropout
public typealias Embedding = ConcordNN.Embedding
public typealias GroupNorm = ConcordNN.GroupNorm
