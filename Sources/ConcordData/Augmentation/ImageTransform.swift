/// What augmentation does to one image: it is moved, with zeros where nothing comes from, then mirrored.
struct ImageTransform: Hashable {
  /// Output row h shows row h + `rowShift` of the image.
  var rowShift = 0
  /// Output column w, before it is mirrored, shows column w + `columnShift` of the image.
  var columnShift = 0
  /// Left and right are exchanged.
  var isMirrored = false

  static let identity = ImageTransform()
}
