import ConcordKit

extension AbsoluteError: LossOperation {}
