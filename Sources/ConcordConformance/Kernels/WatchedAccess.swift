extension ConformanceResult {
  /// What tools such as Oclgrind print of a kernel that does what no kernel may, whatever its results.
  private static let reports = ["data race", "Invalid read", "Invalid write", "Work-group divergence detected"]

  /// The same, and failed where it passed but a tool that watches the kernel's accesses reported one that is wrong.
  package func countingReports() -> ConformanceResult {
    guard outcome == .passed else { return self }
    let lines = complaints.split(separator: "\n")
    guard let line = lines.first(where: { line in Self.reports.contains { line.contains($0) } }) else { return self }
    let words = line.drop { $0 == " " }
    return ConformanceResult(
      example: example, outcome: .failed(ConformanceFailure("the bits are right, but its accesses are not: \(words)")),
      seconds: seconds, complaints: complaints)
  }
}
