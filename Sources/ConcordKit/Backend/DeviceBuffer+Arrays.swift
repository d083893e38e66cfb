extension DeviceBuffer {
  package func write(_ bytes: [UInt8], at offset: Int) throws(BackendError) {
    try bytes.withUnsafeBytes { bytes in Result { () throws(BackendError) in try write(bytes, at: offset) } }.get()
  }

  package func write(_ words: [UInt32], at offset: Int = 0) throws(BackendError) {
    try words.withUnsafeBytes { bytes in Result { () throws(BackendError) in try write(bytes, at: offset) } }.get()
  }

  package func bytes(count: Int, at offset: Int) throws(BackendError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { bytes in
      Result { () throws(BackendError) in try read(into: bytes, at: offset) }
    }.get()
    return bytes
  }

  package func words(count: Int, at offset: Int = 0) throws(BackendError) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: count)
    try words.withUnsafeMutableBytes { bytes in
      Result { () throws(BackendError) in try read(into: bytes, at: offset) }
    }.get()
    return words
  }
}

extension PendingRead {
  package func bytes() throws(BackendError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    try bytes.withUnsafeMutableBytes { bytes in Result { () throws(BackendError) in try finish(into: bytes) } }.get()
    return bytes
  }
}
