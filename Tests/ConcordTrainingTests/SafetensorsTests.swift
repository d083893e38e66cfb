import Concord
import ConcordTestSupport
import Foundation
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  private static func entry(_ name: String, _ shape: [Int], _ start: Int, _ end: Int, _ dtype: String = "F32") -> String {
    SafetensorsFile.entry(name, shape, start, end, dtype: dtype)
  }

  @Test("what is saved is loaded to the bit, in another session")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let (one, other) = (try Samples.session(seed: 1), try Samples.session(seed: 2))
    let bias = try #require(one.parameters.last)
    try one.write([-0.0, Float(bitPattern: 1), .greatestFiniteMagnitude], to: bias)
    #expect(try one.parametersSHA256() != other.parametersSHA256())
    try one.save(to: folder.path("p.safetensors"))
    try other.load(from: folder.path("p.safetensors"))
    #expect(try one.parametersSHA256() == other.parametersSHA256())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["p.safetensors"])
  }

  @Test("a saved file is what the format describes: length, JSON with names, shapes and offsets, data in order")
  func format() throws {
    let folder = try TemporaryFolder()
    let session = try Samples.session()
    try session.save(to: folder.path("p"))
    let file = try Data(contentsOf: URL(fileURLWithPath: folder.path("p")))
    let length = file.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    #expect((8 + length) % 8 == 0, "aligned, as the format recommends")
    let header = try #require(
      try JSONSerialization.jsonObject(with: file[8..<(8 + length)]) as? [String: [String: Any]])
    #expect(Set(header.keys) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"])
    #expect(header["fc1.weight"]?["shape"] as? [Int] == [5, 6])
    #expect(header["fc1.weight"]?["dtype"] as? String == "F32")
    #expect(header["fc1.weight"]?["data_offsets"] as? [Int] == [0, 120])
    #expect(header["fc2.bias"]?["data_offsets"] as? [Int] == [200, 212])
    #expect(file.count == 8 + length + 212)
    let first = try session.values(of: session.parameters[0])[0].bitPattern
    #expect(Array(file[(8 + length)..<(12 + length)]) == (0..<4).map { UInt8(truncatingIfNeeded: first >> (8 * $0)) })
  }

  @Test("numbers of sixteen bits become the float32 that they are")
  func halves() throws {
    let folder = try TemporaryFolder()
    // Of binary16 all 65,536, against Swift's own; of bfloat16 the upper halves of float32.
    var file = Array(
      SafetensorsFile.bytes(
        "{\(Self.entry("b", [1 << 16], 131_072, 262_144, "BF16")),\(Self.entry("h", [256, 256], 0, 131_072, "F16"))}", data: 0))
    for _ in 0..<2 { for bits in UInt16.min...UInt16.max { file += [UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8)] } }
    try Data(file).write(to: URL(fileURLWithPath: folder.path("p")))
    let tensors = try Safetensors(contentsOf: folder.path("p")).tensors
    #expect(tensors.map(\.name) == ["h", "b"] && tensors.map(\.shape) == [[256, 256], [1 << 16]])
    let (halves, others) = (tensors[0].values, tensors[1].words)
    let wrong = (UInt16.min...UInt16.max).filter { bits in
      let (half, found) = (Float16(bitPattern: bits), halves[Int(bits)])
      let isRight = half.isNaN ? found.isNaN : found.bitPattern == Float(half).bitPattern
      return !isRight || others[Int(bits)] != UInt32(bits) << 16
    }
    #expect(wrong == [])
  }

  @Test("metadata, another order and escaped names are read")
  func liberal() throws {
    let folder = try TemporaryFolder()
    let header = """
      { "b" : {"data_offsets":[4,12], "dtype":"F32", "shape":[1,2]}, "__metadata__": {"format":"pt", "a:\\"b": "c:d"},
       "\\u0061\\":": {"dtype":"F32","shape":[],"data_offsets":[0,4]}, "empty": {"dtype":"F32","shape":[0,3],"data_offsets":[12,12]},
       "e2": {"dtype":"F32","shape":[3,0],"data_offsets":[4,4]}, "e3": {"dtype":"F32","shape":[9223372036854775807,2,0],"data_offsets":[0,0]}}
      """
    try SafetensorsFile.bytes(header, data: 12).write(to: URL(fileURLWithPath: folder.path("p")))
    let tensors = try Safetensors(contentsOf: folder.path("p")).tensors
    #expect(tensors.map(\.name) == ["e3", "a\":", "e2", "b", "empty"])
    #expect(tensors.map(\.shape) == [[Int.max, 2, 0], [], [3, 0], [1, 2], [0, 3]])
    #expect(tensors.map(\.words.count) == [0, 1, 0, 2, 0])
    try Safetensors(tensors.filter { $0.name != "e3" }).write(to: folder.path("again"))
    #expect(try Safetensors(contentsOf: folder.path("again")).tensors.count == 4, "what was written here too")
  }

  @Test("metadata are kept, and the names of classes come back")
  func metadata() throws {
    let folder = try TemporaryFolder()
    try Safetensors([], metadata: ["format": "pt", "é\n": ""]).write(to: folder.path("m"))
    #expect(try Safetensors(contentsOf: folder.path("m")).metadata == ["format": "pt", "é\n": ""])
    let session = try Samples.session()
    let names = ["cat", "dog \"x\"", "café"]
    try session.save(to: folder.path("p"), classNames: names)
    #expect(try session.load(from: folder.path("p")) == names)
    try session.save(to: folder.path("p"))
    #expect(try session.load(from: folder.path("p")) == nil)
  }

  @Test(
    "parameters that are not finite are refused by name and place, and change nothing",
    arguments: [
      (Float(bitPattern: 0x7fa0_0000), "is nan"), (-.infinity, "is infinite"),
    ])
  func notFinite(_ value: Float, _ problem: String) throws {
    let folder = try TemporaryFolder()
    let session = try Samples.session()
    let hash = try session.parametersSHA256()
    var tensors = session.parameters.map {
      Safetensors.Tensor(name: $0.name, shape: $0.shape, values: [Float](repeating: 9, count: $0.elementCount))
    }
    tensors[1].words[3] = value.bitPattern
    try Safetensors(tensors).write(to: folder.path("p"))
    let error = #expect(throws: FileError.self) { try session.load(from: folder.path("p")) }
    #expect(error?.problem.hasPrefix("'fc1.bias' \(problem) at element 3") == true, "\(error?.problem ?? "")")
    #expect(try session.parametersSHA256() == hash)
  }

  private static let hostile: [(String, Data)] = {
    let good = "{\(entry("a", [2], 0, 8))}"
    func file(_ entries: String..., data: Int) -> Data {
      SafetensorsFile.bytes("{\(entries.joined(separator: ","))}", data: data)
    }
    return [
      ("empty", Data()),
      ("shorter than the length", Data([1, 2, 3])),
      ("truncated header", SafetensorsFile.bytes(good, data: 8).prefix(20)),
      ("truncated data", SafetensorsFile.bytes(good, data: 7)),
      ("data that no tensor claims", SafetensorsFile.bytes(good, data: 12)),
      ("huge header length", SafetensorsFile.bytes(good, data: 8, claimedLength: .max)),
      ("header length beyond the file", SafetensorsFile.bytes(good, data: 8, claimedLength: 1 << 40)),
      ("header length just beyond", SafetensorsFile.bytes(good, data: 0, claimedLength: UInt64(good.utf8.count) + 1)),
      ("not JSON", SafetensorsFile.bytes("{\"a\": nonsense}", data: 8)),
      ("a JSON array", SafetensorsFile.bytes("[1, 2]", data: 0)),
      ("binary", Data(repeating: 0xff, count: 64)),
      ("F16", file(entry("a", [4], 0, 4, "F8_E4M3"), data: 4)),
      ("negative shape", file(entry("a", [-2], 0, 8), data: 8)),
      ("two negative dimensions", file(entry("a", [-1, -2], 0, 8), data: 8)),
      ("overflowing shape", file(entry("a", [Int.max, Int.max, 4], 0, 8), data: 8)),
      ("shape and offsets at odds", file(entry("a", [3], 0, 8), data: 8)),
      ("offsets beyond the data", file(entry("a", [2], 4, 12), data: 8)),
      ("offsets backwards", file(entry("a", [2], 8, 0), data: 8)),
      ("negative offset", file(entry("a", [2], -8, 0), data: 8)),
      ("overlapping", file(entry("a", [2], 0, 8), entry("b", [2], 4, 12), data: 12)),
      ("the same bytes twice", file(entry("a", [2], 0, 8), entry("b", [2], 0, 8), data: 8)),
      ("the same bytes twice, and as many that none claims", file(entry("a", [2], 0, 8), entry("b", [2], 0, 8), data: 16)),
      ("a hole", file(entry("a", [1], 0, 4), entry("b", [1], 8, 12), data: 12)),
      ("one name twice", file(entry("a", [2], 0, 8), entry("a", [2, 1], 0, 8), data: 8)),
      ("one name twice, once escaped", file(entry("a", [2], 0, 8), entry("\\u0061", [2, 1], 0, 8), data: 8)),
      ("one offset", SafetensorsFile.bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", data: 8)),
      ("no shape", SafetensorsFile.bytes("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", data: 8)),
      (
        "a fraction as shape",
        SafetensorsFile.bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}", data: 8)
      ),
      ("a byte order mark", SafetensorsFile.bytes("\u{feff}" + good, data: 8)),
      ("space before the header", SafetensorsFile.bytes(" " + good, data: 8)),
      ("offsets as fractions", SafetensorsFile.bytes(good.replacingOccurrences(of: "8]", with: "8.0]"), data: 8)),
      ("offsets with an exponent", SafetensorsFile.bytes(good.replacingOccurrences(of: "8]", with: "8e0]"), data: 8)),
      ("an offset of -0", SafetensorsFile.bytes(good.replacingOccurrences(of: "[0,", with: "[-0,"), data: 8)),
      ("an offset of -0.0", SafetensorsFile.bytes(good.replacingOccurrences(of: "[0,", with: "[-0.0,"), data: 8)),
      ("a size as a fraction", SafetensorsFile.bytes(good.replacingOccurrences(of: "[2]", with: "[2.0]"), data: 8)),
      ("a size of -0", file(entry("a", [0], 0, 0).replacingOccurrences(of: "[0]", with: "[-0]"), data: 0)),
      ("a trailing comma", SafetensorsFile.bytes("{\(entry("a", [2], 0, 8)),}", data: 8)),
      ("null metadata", file(#""__metadata__":null"#, entry("a", [2], 0, 8), data: 8)),
      ("metadata that is no text", file(#""__metadata__":{"x":1}"#, entry("a", [2], 0, 8), data: 8)),
      ("metadata of an object", file(#""__metadata__":{"x":{"y":"z"}}"#, entry("a", [2], 0, 8), data: 8)),
      ("metadata that is a text", file(#""__metadata__":"x""#, entry("a", [2], 0, 8), data: 8)),
      ("metadata twice", file(#""__metadata__":{}"#, #""__metadata__":{}"#, entry("a", [2], 0, 8), data: 8)),
      ("a dtype that is null", SafetensorsFile.bytes(good.replacingOccurrences(of: "\"F32\"", with: "null"), data: 8)),
      (
        "a key twice in an entry",
        SafetensorsFile.bytes(good.replacingOccurrences(of: "{\"dtype\"", with: "{\"dtype\":\"F32\",\"dtype\""), data: 8)
      ),
      ("three offsets", SafetensorsFile.bytes(good.replacingOccurrences(of: "[0,", with: "[0,0,"), data: 8)),
      ("deep nesting", SafetensorsFile.bytes("{\"a\":" + String(repeating: "[", count: 5000), data: 8)),
    ]
  }()

  @Test("a damaged or hostile file is one clear error, and the model stays as it was", arguments: hostile.map(\.0))
  func refused(_ name: String) throws {
    let folder = try TemporaryFolder()
    let data = try #require(Self.hostile.first { $0.0 == name }).1
    try data.write(to: URL(fileURLWithPath: folder.path("p")))
    let session = try Samples.session()
    let hash = try session.parametersSHA256()
    for attempt in [{ _ = try Safetensors(contentsOf: folder.path("p")) }, { try session.load(from: folder.path("p")) }] {
      let error = #expect(throws: FileError.self) { try attempt() }
      #expect(error?.path == folder.path("p"))
      #expect(error?.problem.contains("is not a usable safetensors file: ") == true)
      #expect(error?.description.contains("\n") == false)
    }
    #expect(try session.parametersSHA256() == hash)
  }

  @Test("a sound file of another model is refused with the names that miss or are too many, and changes nothing")
  func otherModel() throws {
    let folder = try TemporaryFolder()
    let session = try Samples.session()
    let hash = try session.parametersSHA256()
    func problem(_ tensors: [Safetensors.Tensor]) throws -> String {
      try Safetensors(tensors).write(to: folder.path("p"))
      let error = #expect(throws: FileError.self) { try session.load(from: folder.path("p")) }
      #expect(try session.parametersSHA256() == hash)
      return error?.problem ?? ""
    }
    var tensors = session.parameters.map {
      Safetensors.Tensor(name: $0.name, shape: $0.shape, values: [Float](repeating: 9, count: $0.elementCount))
    }
    #expect(try problem(Array(tensors.dropLast())).hasSuffix("missing: fc2.bias"))
    #expect(try problem(tensors + [.init(name: "fc3.bias", shape: [1], values: [1])]).hasSuffix("unknown: fc3.bias"))
    tensors[2].shape.reverse()
    #expect(try problem(tensors) == "'fc2.weight' should have the shape [3, 5], but has [5, 3]")
  }

  @Test("a file that is not there is an error that says so")
  func missing() throws {
    let error = #expect(throws: FileError.self) { try Safetensors(contentsOf: "/nowhere/p.safetensors") }
    #expect(error?.description == "'/nowhere/p.safetensors': cannot be read (no such file or folder)")
  }

  @Test("a failed save leaves the file that was there, and nothing beside it")
  func atomic() throws {
    let folder = try TemporaryFolder()
    let session = try Samples.session()
    let occupied = folder.path("taken")
    try FileManager.default.createDirectory(atPath: occupied, withIntermediateDirectories: false)
    try Data([1]).write(to: URL(fileURLWithPath: occupied + "/inside"))
    // A folder of that name, a folder that is not there, a file where a folder should be, a folder that takes no files.
    for path in [occupied, folder.path("none/p"), occupied + "/inside/p", "/proc/concord-p"] {
      for attempt in [{ try session.save(to: path) }, { _ = try FileOutput(path) }] {
        let error = #expect(throws: FileError.self) { try attempt() }
        #expect(error?.path == path)
        #expect(error?.problem.contains("cannot be written") == true)
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["taken"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: occupied) == ["inside"])
  }

  @Test("a save into a folder that may not be written to fails", .enabled(if: getuid() != 0, "root may write anywhere"))
  func unwritable() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path) }
    let error = #expect(throws: FileError.self) { try Samples.session().save(to: folder.path("p")) }
    #expect(error?.problem.contains("permission denied") == true)
    #expect(throws: FileError.self) { _ = try FileOutput(folder.path("p")) }
  }
}
