import ConcordKit

extension MeanSquaredErrorOperation: LossOperation {}
