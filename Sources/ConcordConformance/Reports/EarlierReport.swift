import ConcordFiles

/// What a report for programs says of an earlier run.
package struct EarlierReport {
  /// Names of the cases that neither passed nor were unsupported, in the order in which they ran.
  package let failures: [String]

  private static let byteLimit = 1 << 28

  /// - Throws: Where it cannot be read, or is no such report.
  package init(contentsOf path: String) throws(FileError) {
    let bytes = try RegularFile.contents(of: path, limit: Self.byteLimit, what: "a report of the suite")
    do throws(JSONError) {
      let report = try JSONObject.read(bytes, "a report of the suite")
      let failures = try report.require("failures") { key throws(JSONError) in try report.objects(key) }
      var names: [String] = []
      for failure in failures {
        names.append(try failure.require("name") { key throws(JSONError) in try failure.text(key) })
      }
      self.failures = names
    } catch {
      throw FileError(path, "\(error); name a file that `concord conformance --json` wrote")
    }
  }
}
