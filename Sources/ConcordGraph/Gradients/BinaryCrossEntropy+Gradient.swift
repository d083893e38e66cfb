import ConcordKit

extension BinaryCrossEntropyOperation: LossOperation {}
