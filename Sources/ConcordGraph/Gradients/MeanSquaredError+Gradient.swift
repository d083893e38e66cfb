import ConcordKit

extension MeanSquaredError: LossOperation {}
