import ConcordKit

extension BinaryCrossEntropy: LossOperation {}
