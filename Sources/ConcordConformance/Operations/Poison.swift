/// What outputs and workspace hold before a run, so that what a run leaves behind or reads without having written it shows.
enum Poison: UInt32, CaseIterable {
  /// A NaN whose payload no operation makes.
  case first = 0x7fb5_a5a5
  /// A number.
  case second = 0x4b5a_5a5a
}
