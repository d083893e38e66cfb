import ConcordKit
import ConcordReference
import ConcordTestSupport
import Testing

/// Runs a program on a device and on the reference, and expects the same bits in every tensor, NaNs aside from their payload.
func expectReferenceBits(
  _ builder: ProgramBuilder, on device: any Device, times: Int = 1, _ what: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let reference = try ReferenceBackend().open(device: 0, options: [:])
  let expected = try builder.run(on: reference, times: times)
  let results = try builder.run(on: device, times: times)
  for tensor in builder.program.tensors.indices {
    let isFloat = builder.program.tensors[tensor].type.element == .float32
    func canonical(_ word: UInt32) -> UInt32 {
      isFloat && Float(bitPattern: word).isNaN ? Float.nan.bitPattern : word
    }
    let (got, wanted) = (results.bits[tensor].map(canonical), expected.bits[tensor].map(canonical))
    let first = zip(got, wanted).enumerated().first { $0.element.0 != $0.element.1 }
    #expect(
      first == nil && got.count == wanted.count,
      "\(what()): tensor \(tensor) differs from the reference, first at element \(first?.offset ?? 0)",
      sourceLocation: sourceLocation)
  }
}
