import ConcordKit
import Testing

@Suite("Byte counts")
struct ByteCountTests {
  @Test(
    "a number with a unit is that many bytes, parts of a byte dropped",
    arguments: [
      ("1", 1), ("4096", 4096), ("4096B", 4096), ("8GiB", 8_589_934_592), ("512MiB", 536_870_912), ("512 mib", 536_870_912),
      ("1.5GB", 1_500_000_000), ("1.5GiB", 1_610_612_736), ("0.5kB", 500), ("2TB", 2_000_000_000_000),
      ("1TiB", 1_099_511_627_776),
      ("1.9", 1), ("0.3KiB", 307), (" 7kb ", 7000), ("1.0000000000000000000000001GB", 1_000_000_000), ("1048576TiB", 1 << 60),
    ])
  func sizes(_ text: String, _ bytes: Int) throws {
    #expect(try ByteCount(parsing: text).bytes == bytes)
  }

  @Test(
    "what is no size is refused with the reason and an example",
    arguments: [
      ("", "no number"), ("GiB", "no number"), ("many", "no number"), ("1.2.3", "no number"), ("1.", "no number"),
      (".5GiB", "no number"),
      ("8GiG", "no number"), ("1e9", "no number"), ("+5", "no number"), ("0x10", "no number"), ("٣", "no number"),
      ("- 1", "no number"),
      ("nan", "no number"), ("-1GiB", "negative"), ("-1", "negative"), ("0", "less than one byte"),
      ("0GiB", "less than one byte"),
      ("0.4", "less than one byte"), ("99999999999999999999", "largest size"), ("9223372036854775807TiB", "largest size"),
      ("1048577TiB", "largest size"),
    ])
  func refused(_ text: String, _ part: String) {
    let error = #expect(throws: ByteCount.ParseError.self) { try ByteCount(parsing: text) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("8GiB") == true)
  }

  @Test(
    "is written in units of 1024 with two decimals",
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1024, "1.00 KiB"), (1_635_778, "1.56 MiB"), (-2048, "-2.00 KiB"), (1 << 30, "1.00 GiB"),
      (5 << 40, "5.00 TiB"), (1 << 60, "1.00 EiB"),
    ])
  func text(_ bytes: Int, _ text: String) {
    #expect(ByteCount(bytes).description == text)
  }
}
