import Testing

@testable import ConcordData

@Suite("Folders of pictures of many kinds")
struct ImageReadingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(
    _ reading: ImageReading = .asStored, imageMemory: Int = 1 << 20, skipsBadFiles: Bool = false
  ) throws -> Dataset {
    try DatasetCatalog.load(
      folder.path, dataDirectory: nil,
      options: DatasetOptions(imageMemory: imageMemory, reading: reading, skipsBadFiles: skipsBadFiles))
  }

  /// Sizes, grey and colour, PNG and JPEG, turned and CMYK, one of each fifth for test.
  private func mixed() throws {
    for (number, name) in ["quality-50", "grey", "cmyk", "orientation-6", "progressive"].enumerated() {
      try folder.write(PillowFixture.jpeg(name), to: "photo/\(number).jpg")
      try folder.write(PNGBytes([7, 8, 9], width: 1, height: 3, channels: 1).file, to: "drawing/\(number).PNG")
    }
  }

  @Test("become of one size and colour mode, from memory and from disk alike", arguments: ColourMode.allCases)
  func oneKind(colour: ColourMode) throws {
    try mixed()
    let reading = ImageReading(colour: colour, size: try .init(height: 6, width: 9), fitting: .pad, filter: .bicubic)
    let (kept, read) = (try load(reading), try load(reading, imageMemory: 0))
    #expect(kept.inputShape == [colour.channels, 6, 9] && kept.reading == reading)
    #expect(kept.train.count == 8 && kept.train.pixels == read.train.pixels && kept.test.pixels == read.test.pixels)
    let shape = try DatasetCatalog.shape(of: folder.path, options: DatasetOptions(reading: reading))
    #expect(shape == DatasetShape(imageShape: kept.inputShape, classCount: 2))
    // A part of the whole picture is the same wherever the images are.
    let crops = try [kept, read].map { dataset in
      let augmentation = try Augmentation(
        cropPadding: 0, flip: false, changes: [PictureChange("resized-crop:0.3")], imageShape: dataset.inputShape)
      return try Batch(dataset.augmented(by: augmentation).train, samples: Array(0..<8), epoch: 2).input(as: Float.self)
    }
    #expect(crops[0] == crops[1])
  }

  @Test("are refused with the flags that bring them together where nothing is said")
  func refused() throws {
    try mixed()
    expectDataError(.malformed, "photo/0.jpg", "1 × 3 pixels in grey", "--size 3x1 and --color rgb or --color grey") {
      _ = try load()
    }
  }

  @Test("a file that cannot be read ends it, or is left out and counted", arguments: [0, 1 << 20])
  func skipping(imageMemory: Int) throws {
    try mixed()
    try folder.write(Array(PillowFixture.jpeg("quality-95").dropLast(60)), to: "photo/1.jpg")
    try folder.write([1, 2, 3], to: "drawing/0.PNG")
    try folder.write(PillowFixture.jpeg("grey"), to: "photo/9.jpg")
    let reading = ImageReading(colour: .rgb, size: try .init(height: 4, width: 4))
    expectDataError(.malformed, "drawing/0.PNG") { _ = try load(reading, imageMemory: imageMemory) }
    let loaded = try load(reading, imageMemory: imageMemory, skipsBadFiles: true)
    #expect(loaded.skippedFiles == [folder.path + "/drawing/0.PNG", folder.path + "/photo/1.jpg"])
    #expect(loaded.train.count == 7 && loaded.train.labels == [0, 0, 0, 1, 1, 1, 1])
    #expect(loaded.notes.contains { $0.contains("2 files cannot be read and are left out") })
    #expect(try Batch(loaded.train, samples: Array(0..<7)).count == 7)
    for number in 1...3 { try folder.write([9], to: "drawing/\(number).PNG") }
    expectDataError(.malformed, "class 'drawing'", "5 files cannot be read") {
      _ = try load(reading, imageMemory: imageMemory, skipsBadFiles: true)
    }
  }

  @Test("transparent pixels show the background, mixed as a pixel's alpha says; without one they are refused")
  func background() throws {
    var png = PNGBytes([10, 20, 30, 128, 1, 2, 3, 255, 9, 9, 9, 0], width: 3, height: 1, channels: 4)
    png.colourType = 6
    let path = try folder.write(png.file, to: "image.png")
    let reading = ImageReading(background: [255, 0, 100])
    let picture = try reading.coloured(PictureFile.read(at: path, keepsAlpha: true), path)
    // (10 · 128 + 255 · 127) / 255 = 132.02, (20 · 128) / 255 = 10.04, (30 · 128 + 100 · 127) / 255 = 64.86
    #expect(picture.planes == [132, 1, 255, 10, 2, 0, 65, 3, 100])
    expectDataError(.malformed, "alpha 128 of 255 in column 0 of row 0", "--background") {
      _ = try PictureFile.read(at: path)
    }
    let grey = ImageReading(colour: .grey, background: [255, 255, 255])
    #expect(try grey.coloured(PictureFile.read(at: path, keepsAlpha: true), path).planes.last == 255)
  }

  @Test("a set with a name takes another size and colour mode too, with its own normalisation")
  func named() throws {
    let options = DatasetOptions(reading: ImageReading(colour: .rgb, size: try .init(height: 12, width: 10), filter: .box))
    let digits = try DatasetCatalog.load("digits", dataDirectory: nil, options: options)
    #expect(digits.inputShape == [3, 12, 10] && digits.normalization?.mean == [0.3058, 0.3058, 0.3058])
    #expect(digits.normalization?.maximum == 16)
    #expect(try DatasetCatalog.shape(of: "digits", options: options).imageShape == [3, 12, 10])
  }
}
