import ConcordFiles

/// What can be checked of a library's table of functions, whichever it is: its version and size, that what must be there is, that functions
/// are code, and that texts end.
enum ForeignTable {
  struct Problem: Error {
    /// Reads on from the library's path.
    var text: String

    init(_ text: String) { self.text = text }
  }

  /// A header's own version, of what.
  struct Header {
    /// `concord_backend.h`
    var name: String
    /// `ABI version`
    var what: String
    var version: UInt32
  }

  /// One of a table's functions.
  struct Function {
    var name: String
    /// 0: none.
    var address: UInt
    var isRequired: Bool

    init<Value>(_ name: String, _ function: Value?, optional: Bool = false) {
      self.name = name
      address = function.map { unsafeBitCast($0, to: UInt.self) } ?? 0
      isRequired = !optional
    }
  }

  /// Of a name, and of a version.
  private static let textLimit = 128

  /// `size` and the version stand at the same place in every table and version; nothing else may be read before they are checked.
  private struct Start {
    var size: UInt64
    var version: UInt32
  }

  /// What the library's table holds of this header's fields; those that it is too short for are zero.
  ///
  /// - Parameter requiredByteCount: Up to the end of the last required function.
  static func read<Table: BitwiseCopyable>(
    _ pointer: UnsafePointer<Table>, _ header: Header, requiredByteCount: Int
  ) throws(Problem) -> Table {
    guard UInt(bitPattern: pointer) % UInt(MemoryLayout<Table>.alignment) == 0,
      let start = ForeignMemory.load(Start.self, at: pointer)
    else {
      throw Problem("what it gave as its table is no address of one")
    }
    if start.version != header.version {
      let relation = start.version > header.version ? "newer" : "older"
      let remedy = start.version > header.version ? "update Concord or rebuild the plugin" : "rebuild the plugin"
      throw Problem(
        "it was built for the \(relation) \(header.what) \(start.version), this host has \(header.version); "
          + "\(remedy) with this Concord's \(header.name)")
    }
    guard start.size >= UInt64(requiredByteCount) else {
      throw Problem(
        "its table has \(start.size) bytes where \(header.what) \(header.version) has at least \(requiredByteCount); "
          + "rebuild it with this Concord's \(header.name)")
    }
    guard let table = copy(pointer, byteCount: Int(clamping: start.size)) else {
      throw Problem("its table says that it has \(start.size) bytes, which are not all there; rebuild it")
    }
    return table
  }

  private static func copy<Table: BitwiseCopyable>(_ pointer: UnsafePointer<Table>, byteCount: Int) -> Table? {
    let whole = MemoryLayout<Table>.size
    guard byteCount < whole else { return ForeignMemory.load(Table.self, at: pointer) }
    return withUnsafeTemporaryAllocation(byteCount: whole, alignment: MemoryLayout<Table>.alignment) { room in
      room.initializeMemory(as: UInt8.self, repeating: 0)
      for offset in stride(from: 0, to: byteCount / 8 * 8, by: 8) {
        guard let word = ForeignMemory.load(UInt64.self, at: UnsafeRawPointer(pointer) + offset) else { return nil }
        room.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
      }
      return room.load(as: Table.self)
    }
  }

  /// - Parameter texts: What must be there beside functions, and whether it is.
  static func check(_ functions: [Function], texts: [(String, Bool)], _ header: Header) throws(Problem) {
    let missing = texts.filter { !$0.1 }.map(\.0) + functions.filter { $0.isRequired && $0.address == 0 }.map(\.name)
    guard missing.isEmpty else { throw Problem("it lacks the required \(missing.joined(separator: ", "))") }
    if let wild = functions.first(where: { $0.address != 0 && !ForeignCode.isThere($0.address) }) {
      throw Problem("its function \(wild.name) is an address where no code is; rebuild it with this Concord's \(header.name)")
    }
  }

  static func text(_ pointer: UnsafePointer<CChar>?, _ what: String) throws(Problem) -> String {
    guard let pointer, let text = ForeignMemory.text(at: pointer, limit: textLimit) else {
      throw Problem("its \(what) is no text that can be read")
    }
    return text.printable(limit: textLimit)
  }
}
