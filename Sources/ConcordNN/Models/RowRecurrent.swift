import ConcordGraph

extension ModelZoo {
  /// An image's rows as a sequence, 128 LSTM units, and a fully connected layer on the last state: 82,186 parameters on 1×28×28 images and
  /// 10 classes.
  static func rowLSTM(imageShape: [Int], classCount: Int, width: Int = 128) throws(GraphError) -> Model {
    try rows("rowlstm", imageShape, classCount, width) { LSTM($0, hidden: width, last: true, name: "lstm") }
  }

  /// The same with GRU units: 61,962 parameters.
  static func rowGRU(imageShape: [Int], classCount: Int, width: Int = 128) throws(GraphError) -> Model {
    try rows("rowgru", imageShape, classCount, width) { GRU($0, hidden: width, last: true, name: "gru") }
  }

  private static func rows(
    _ name: String, _ imageShape: [Int], _ classCount: Int, _ width: Int, _ layer: (Int) -> any Layer
  ) throws(GraphError) -> Model {
    try Model(name: name, inputShape: imageShape, classCount: classCount) {
      Rows(name: "rows")
      layer(imageShape[0] * imageShape[imageShape.count - 1])
      Linear(width, classCount, name: "fc")
    }
  }
}
