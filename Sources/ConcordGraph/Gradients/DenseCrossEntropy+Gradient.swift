import ConcordKit

extension DenseCrossEntropy: LossOperation {}
