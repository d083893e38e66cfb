/// Everything that a program needs to train: `import Concord`.
@_exported import ConcordData
@_exported import ConcordFiles
@_exported import ConcordGraph
@_exported import ConcordKit
@_exported import ConcordMemory
@_exported import ConcordNN
@_exported import ConcordONNX
@_exported import ConcordReference
@_exported import ConcordRuns
@_exported import ConcordTraining

@_exported import struct ConcordNumerics.Shards
