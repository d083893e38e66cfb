/// Numbers and names as people read them.
package enum Format {
  /// 101770 as `101,770`.
  package static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits, at: 0)
    return (number < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// A number with a fixed count of decimals.
  package static func decimal(_ value: Double, _ places: Int) -> String {
    // Swift's own text of a NaN has its sign and its payload.
    guard value.isFinite else { return value.isNaN ? "nan" : "\(value)" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e15 else { return "\(value)" }
    let whole = Int(scaled)
    let unit = Int(scale)
    let sign = value < 0 && whole != 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(whole)" }
    let fraction = String(whole % unit)
    return "\(sign)\(whole / unit).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
  }

  /// A name that anyone may have given, in one line and with nothing in it that moves something on a terminal.
  package static func name(_ name: String) -> String { name.printable() }

  /// 0.9756 as `97.56 %`.
  package static func percent(_ share: Double) -> String { "\(decimal(share * 100, 2)) %" }
}
