import ConcordKit

/// One input or target of all samples of a batch: memory that is asked for once.
struct SampleColumn {
  let field: SampleField
  let bytes: UnsafeMutableRawPointer

  /// Zeros, so that a source that leaves something out gives the same bits every time.
  init(_ field: SampleField, capacity: Int) {
    self.field = field
    let count = capacity * field.byteCount
    bytes = .allocate(byteCount: count, alignment: MemoryAlignment.bytes)
    bytes.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  /// The elements of the sample at a place of the batch.
  func elements<Element: SampleElement>(of place: Int) -> UnsafeMutableBufferPointer<Element> {
    precondition(Element.elementType == field.element, "elements of the type that the source declares")
    let start = bytes + place * field.byteCount
    return UnsafeMutableBufferPointer(start: start.assumingMemoryBound(to: Element.self), count: field.elementCount)
  }

  /// The first samples of the batch.
  func bytes(ofFirst count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes, count: count * field.byteCount)
  }
}
