import Concord

/// Bars that lie, stand or lean on a background of noise, [1, 8, 8], drawn when they are asked for.
struct Bars: DataSource {
  static let classNames = ["lying", "standing", "leaning"]
  let first: Int
  let count: Int
  let inputs = [SampleField([1, 8, 8])]

  func read(_ index: Int, into sample: SampleMemory) {
    let (kind, place) = ((first + index) % 3, (first + index) / 3 % 8)
    let pixels = sample.input(as: Float.self)
    for (i, noise) in zip(pixels.indices, sequence(first: first + index) { ($0 &* 75 &+ 74) % 65_537 }) {
      let line = [i / 8, i % 8, (i / 8 + i % 8) % 8][kind]
      pixels[i] = (line == place ? 0.8 : 0) + Float(noise) / 65_537 * 0.2
    }
    sample.target(as: Int32.self)[0] = Int32(kind)
  }
}
