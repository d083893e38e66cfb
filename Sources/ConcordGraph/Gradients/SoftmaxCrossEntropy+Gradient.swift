import ConcordKit

extension SoftmaxCrossEntropy: LossOperation {}
