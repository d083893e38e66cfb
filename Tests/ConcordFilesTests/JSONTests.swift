import ConcordFiles
import Testing

@Suite("JSON")
struct JSONTests {
  private func problem(_ text: String) -> String { problem(Array(text.utf8)) }

  private func problem(_ bytes: [UInt8]) -> String {
    (#expect(throws: JSONError.self) { try JSONReader.read(bytes) })?.description ?? ""
  }

  private func object(_ text: String) throws -> JSONObject { try JSONObject.read(Array(text.utf8), "a file") }

  @Test("values of every kind are read, numbers as they are written")
  func values() throws {
    let object = try object(
      #" {"t":"a\u00e9\ud83d\ude00\n\/","n":-1.5E+2,"i":[1,2],"f":false,"o":{"x":{"y":"z"}},"e":{},"l":[]} "#)
    #expect(try object.text("t") == "aé😀\n/")
    #expect(try object.number("n") == -150)
    #expect(try object.integers("i") == [1, 2])
    #expect(try object.flag("f") == false)
    #expect(try object.object("o")?.object("x")?.text("y") == "z")
    #expect(try object.object("e")?.members.isEmpty == true)
    #expect(try object.texts("l") == [])
    #expect(try object.text("none") == nil)
    #expect(try object.require("t", object.text) == "aé😀\n/")
  }

  @Test(
    "what RFC 8259 does not allow is refused with its line",
    arguments: [
      ("", "ends where a value"), ("{", "a name in quotes"), ("{\"a\":1,}", "a name in quotes"),
      ("[1,]", "a value was expected"),
      ("[1 2]", "',' or ']'"), ("{'a':1}", "a name in quotes"), ("[01]", "',' or ']'"), ("[+1]", "a value"),
      ("[.5]", "a value"),
      ("[5.]", "a digit"), ("[1e]", "a digit"), ("[-]", "a digit"), ("[NaN]", "a value"), ("[Infinity]", "a value"),
      ("[tru]", "a value"), ("[nul]", "a value"), ("[1]x", "something follows"), ("[\"a]", "does not end"),
      ("[\"\\x\"]", "unknown escape"), ("[\"\\u12\"]", "hexadecimal"), ("[\"\\ud800\"]", "half of a pair"),
      ("[\"\\ud800\\u0041\"]", "half of a pair"), ("[\"\\udc00\"]", "half of a pair"), ("[\"a\nb\"]", "control character"),
      ("// c\n[1]", "a value"), ("[1]\n\n,", "line 3"), ("{\"a\":1,\"a\":2}", "\"a\" comes twice"),
      ("{\"a\":1,\"\\u0061\":2}", "comes twice"), ("{\"o\":{\"a\":1,\"a\":1}}", "comes twice"),
      ("\u{feff}\u{feff}[]", "a value"),
    ])
  func refused(_ text: String, _ part: String) {
    #expect(problem(text).hasPrefix("it is not JSON that can be read: "))
    #expect(problem(text).contains(part), "\(problem(text))")
  }

  @Test("bytes that are not UTF-8 are refused; a byte order mark of UTF-8 is passed over, UTF-16 is told")
  func encodings() throws {
    #expect(problem([0x5b, 0x22, 0xff, 0x22, 0x5d]).contains("not UTF-8"))
    #expect(problem([0x5b, 0x22, 0xc0, 0x80, 0x22, 0x5d]).contains("not UTF-8"), "an overlong form")
    #expect(problem([0x5b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x5d]).contains("not UTF-8"), "half of a pair")
    _ = try JSONReader.read([0xef, 0xbb, 0xbf] + Array("[1]".utf8))
    for wide in [[0xff, 0xfe, 0x5b, 0, 0x5d, 0], [0xfe, 0xff, 0, 0x5b, 0, 0x5d], [0x5b, 0, 0x5d, 0], [0, 0x5b, 0, 0x5d]] {
      #expect(problem(wide.map { UInt8($0) }).contains("UTF-16"))
    }
  }

  @Test("nesting and the number of values are bounded", .timeLimit(.minutes(1)))
  func bounds() throws {
    func nested(_ depth: Int) -> [UInt8] {
      [UInt8](repeating: 0x5b, count: depth) + [UInt8](repeating: 0x5d, count: depth)
    }
    _ = try JSONReader.read(nested(64))
    #expect(problem(nested(65)).contains("more than 64 levels"))
    #expect(problem([UInt8](repeating: 0x5b, count: 1 << 22)).contains("more than 64 levels"))
    let many = "[" + String(repeating: "1,", count: 1 << 18) + "1]"
    #expect(problem(many).contains("more than 262144 values"))
  }

  @Test("a member of another kind, or null, is refused by its name; its object's name stands before it")
  func kinds() throws {
    let object = try object(#"{"a":null,"o":{"b":"x"},"f":1.0,"z":-0,"big":9223372036854775808,"n":[1,"2"],"t":"\u001b[2J"}"#)
    func message(_ read: () throws -> Any?) -> String {
      (#expect(throws: JSONError.self) { _ = try read() })?.description ?? ""
    }
    #expect(
      message { try object.text("a") } == "the value of 'a' must be a text, but is null; leave it out where nothing is meant")
    for key in ["a", "o", "f", "n"] {
      #expect(message { try object.text(key) }.contains("'\(key)'"))
      #expect(message { try object.flag(key) }.contains("true or false"))
    }
    #expect(message { try object.object("o")?.number("b") } == "the value of 'o.b' must be a number, but is \"x\"")
    for key in ["f", "z", "big"] { #expect(message { try object.integer(key) as Int? }.contains("a whole number between")) }
    #expect(message { try object.integers("n") }.contains("but is \"2\""))
    #expect(message { try object.number("t") }.contains(#"but is "\u{1b}[2J""#), "nothing that a terminal would obey")
    #expect(message { try object.require("none", object.text) } == "lacks 'none'")
    #expect(
      message { try JSONObject.read(Array("[1,2]".utf8), "a file") } == "a file is one JSON object, but this is an array of 2")
  }

  @Test(
    "a number that would become infinite, or 0, is not the number that was written",
    arguments: [
      ("1e400", "too large for 64"), ("-1e309", "too large for 64"), ("1e-400", "would be 0 in 64"),
      ("0.0000001e-400", "would be 0"),
      ("nan", "not a decimal"), ("inf", "not a decimal"), ("infinity", "not a decimal"), ("0x1p3", "not a decimal"),
      ("", "not a decimal"),
      (" 1", "not a decimal"), ("1,5", "not a decimal"), ("1e5e5", "not a decimal"),
    ])
  func numbers(_ text: String, _ part: String) {
    let error = #expect(throws: NumberError.self) { try NumberText.double(text) }
    #expect(error?.description.contains(part) == true)
  }

  @Test("numbers that can be kept are")
  func goodNumbers() throws {
    #expect(try NumberText.double("0e-400") == 0)
    #expect(try NumberText.double("-0.0").sign == .minus)
    #expect(try NumberText.double("5e-324") == .leastNonzeroMagnitude)
    #expect(try NumberText.double("+.5") == 0.5)
    #expect(try NumberText.float("1e-45") == Float(bitPattern: 1))
    #expect(throws: NumberError.self) { try NumberText.float("1e-46") }
    #expect(throws: NumberError.self) { try NumberText.float("1e39") }
    // Rounded once: by way of binary64 it would be the even neighbour.
    #expect(try NumberText.float("1.00000005960464477540") == Float(bitPattern: 0x3f80_0001))
  }
}
