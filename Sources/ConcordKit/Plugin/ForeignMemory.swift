import CForeign

/// Memory that a plugin points to: it may not be there, and a text in it may not end.
enum ForeignMemory {
  /// The value at `address`, or nil where no memory is.
  static func load<Value: BitwiseCopyable>(_ type: Value.Type, at address: UnsafeRawPointer) -> Value? {
    let size = MemoryLayout<Value>.size
    return withUnsafeTemporaryAllocation(byteCount: size, alignment: MemoryLayout<Value>.alignment) { room in
      read(into: room, at: address) == size ? room.load(as: type) : nil
    }
  }

  /// The text at `address` up to its zero byte, with U+FFFD for what is no UTF-8.
  ///
  /// - Parameter limit: So many bytes are read at most; a longer text ends with a sign that it goes on.
  /// - Returns: nil where memory ends before the text does.
  static func text(at address: UnsafePointer<CChar>, limit: Int) -> String? {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let next = UnsafeRawPointer(address) + bytes.count
      // Not across the end of a page in one piece: the next one may not be there, and the text may end before.
      let piece = min(limit - bytes.count, page - Int(bitPattern: next) & (page - 1))
      let room = [UInt8](unsafeUninitializedCapacity: piece) { buffer, count in
        count = read(into: UnsafeMutableRawBufferPointer(buffer), at: next)
      }
      bytes += room.prefix { $0 != 0 }
      if room.contains(0) { return String(decoding: bytes, as: UTF8.self) }
      guard room.count == piece else { return nil }
    }
    return String(decoding: bytes, as: UTF8.self) + "… (the rest is left out)"
  }

  /// A power of two that no system's page is smaller than.
  private static let page = 4096

  /// - Returns: How many bytes were there.
  private static func read(into room: UnsafeMutableRawBufferPointer, at address: UnsafeRawPointer) -> Int {
    foreign_memory_read(room.baseAddress, address, room.count)
  }
}
