/// `cifar100`: colour images of 32 × 32 pixels in a hundred classes, 50,000 for training and 10,000 for test (Krizhevsky, 2009), in their
/// binary version. Of the two labels of each, the fine one counts.
///
/// Mean and standard deviation 0.5 map the pixels of each channel to −1 … 1.
enum CIFAR100 {
  static let imageShape = CIFAR10.imageShape
  static let classNames = """
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can \
    castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin \
    elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster \
    man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck \
    pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk \
    skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger \
    tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm
    """.split(separator: " ").map(String.init)

  static func load(from folder: String, imageMemory: Int) throws(DataError) -> Dataset {
    let search = try search(below: folder)
    var rows = try LabelledRows.parts(
      imageShape: imageShape, classCount: classNames.count, labelBytes: 2, train: [search.require(["train.bin"])],
      test: [search.require(["test.bin"])])
    let staysInMemory = rows.train.pixelCount + rows.test.pixelCount <= imageMemory
    func part(_ rows: inout LabelledRows) throws(DataError) -> LabelledImages {
      LabelledImages(try rows.takeImages(inMemory: staysInMemory), normalization: CIFAR10.normalization)
    }
    return Dataset(name: "cifar100", classNames: classNames, train: try part(&rows.train), test: try part(&rows.test))
  }

  static func search(below folder: String) throws(DataError) -> FileSearch {
    try FileSearch(
      dataset: "cifar100", below: folder, subfolders: ["cifar100", "cifar-100-binary"], landmark: ["test.bin"])
  }
}
