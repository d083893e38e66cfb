import ConcordKit

/// What stands before each message of a rank: what it is, how long, and a sum over its bytes. So numbers that a transport changed, lost or
/// brought in another order are an error and not a result.
struct Envelope {
  /// What a message is for; the ranks are at the same place of their work.
  enum Kind: UInt64 {
    case introduction = 1
    case verdict
    case settings
    case state
    case decision
    case sums
    case total
    case evaluation
    case evaluated
    case ending
  }

  static let byteCount = 40
  /// "Concord", and the number of this format.
  private static let start: UInt64 = 0x436f_6e63_6f72_6401

  let bodyCount: Int
  private let kind: UInt64
  private let sequence: UInt64
  private let sum: UInt64

  init(_ kind: Kind, sequence: Int, _ body: [UInt8]) {
    (self.kind, self.sequence, bodyCount, sum) = (kind.rawValue, UInt64(sequence), body.count, Self.sum(body))
  }

  var bytes: [UInt8] {
    [Self.start, kind, sequence, UInt64(bodyCount), sum].flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } }
  }

  /// - Throws: Where the bytes are none of that kind, which comes next.
  init(_ bytes: [UInt8], _ expected: Kind, sequence number: Int, from sender: String) throws {
    var reader = ByteMessage.Reader(bytes, from: sender)
    let start = try reader.word()
    guard start == Self.start else {
      throw BackendError(
        .internal,
        start >> 8 == Self.start >> 8
          ? "\(sender) runs a concord of another version, whose messages cannot be read; all ranks need the same"
          : "\(sender) sent what is no message of concord")
    }
    (kind, sequence) = (try reader.word(), try reader.word())
    bodyCount = try reader.count(atMost: 1 << 44)
    sum = try reader.word()
    guard kind == expected.rawValue, sequence == UInt64(number) else {
      throw BackendError(
        .internal, "\(sender) is at another place of its work: it sent message \(kind) where \(expected.rawValue) was due")
    }
  }

  /// - Throws: Where the bytes are not those that were sent.
  func check(_ body: [UInt8], from sender: String) throws {
    guard Self.sum(body) == sum else {
      throw BackendError(
        .internal, "what \(sender) sent was changed on its way; look at the network, or take another transport")
    }
  }

  /// FNV-1a with words of 64 bits for bytes, the last one filled up with zeros; mixed so that each bit reaches all others.
  private static func sum(_ body: [UInt8]) -> UInt64 {
    body.withUnsafeBytes { bytes in
      var sum: UInt64 = 0xcbf2_9ce4_8422_2325
      func take(_ word: UInt64) {
        sum = (sum ^ word) &* 0x9e37_79b9_7f4a_7c15
        sum ^= sum >> 32
      }
      let whole = bytes.count / 8 * 8
      for place in stride(from: 0, to: whole, by: 8) {
        take(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
      }
      take(bytes[whole...].reversed().reduce(0) { $0 << 8 | UInt64($1) })
      return sum
    }
  }
}
