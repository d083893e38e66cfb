/// What outputs and workspace hold before a run, so that what a run leaves behind or reads without having written it shows.
enum Poison: UInt32, CaseIterable {
  /// A NaN whose payload no operation makes.
  case first = 0x7fb5_a5a5
  /// A number.
  case second = 0x4b5a_5a5a

  /// What lies around every tensor: NaNs, so that reading it shows, unlike from word to word.
  static func guardWord(_ index: Int) -> UInt32 { 0x7fa0_0000 | UInt32(truncatingIfNeeded: index) & 0xffff }
}
