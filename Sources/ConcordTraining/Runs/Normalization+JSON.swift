import ConcordData
import ConcordFiles

extension Normalization {
  /// As reports and checkpoints say it.
  init(_ constants: JSONObject) throws(JSONError) {
    let means = try constants.require("mean", constants.floats)
    let deviations = try constants.require("standardDeviation", constants.floats)
    guard means.count == deviations.count else {
      throw constants.wrong("standardDeviation", "as many numbers as 'mean' has, \(means.count)")
    }
    let maximum = try constants.require("maximum", constants.float)
    guard maximum > 0 else { throw constants.wrong("maximum", "a number above 0") }
    self.init(maximum: maximum, mean: means, standardDeviation: deviations)
  }
}
