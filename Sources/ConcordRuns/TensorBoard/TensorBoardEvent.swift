/// An event of a TensorBoard log.
///
/// Field numbers: `tensorflow/core/util/event.proto` and `tensorflow/core/framework/summary.proto`.
public struct TensorBoardEvent: Sendable, Equatable {
  /// What an event tells.
  public enum Content: Sendable, Equatable {
    /// The first of a file.
    case fileVersion
    /// What files before say of this step and later ones no longer holds: the run goes on from a checkpoint.
    case restart
    /// Numbers by tag, in this order.
    case scalars([Scalar])
  }

  /// A number under a name.
  public struct Scalar: Sendable, Equatable {
    /// The name; TensorBoard groups by what stands before a `/`.
    public var tag: String
    /// The number.
    public var value: Float

    /// A number under a name.
    public init(_ tag: String, _ value: Float) {
      self.tag = tag
      self.value = value
    }
  }

  /// Seconds since 1970.
  public var time: Double
  /// The step that it belongs to.
  public var step: Int
  /// What it tells.
  public var content: Content

  /// `time` is in seconds since 1970.
  public init(time: Double, step: Int, _ content: Content) {
    self.time = time
    self.step = step
    self.content = content
  }

  /// As a record of a TFRecord file: length, its checksum, message, its checksum.
  ///
  /// Source: https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
  var record: [UInt8] {
    let message = self.message.bytes
    let length = Self.littleEndian(UInt64(message.count))
    return length + Self.littleEndian(CRC32C.masked(length)) + message + Self.littleEndian(CRC32C.masked(message))
  }

  private var message: ProtobufMessage {
    var event = ProtobufMessage()
    event.append(1, double: time)
    // What is the default is not sent, as every writer of such messages has it.
    if step != 0 { event.append(2, varint: Int64(step)) }
    switch content {
    case .fileVersion: event.append(3, text: "brain.Event:2")
    case .restart:
      var session = ProtobufMessage()
      // SessionLog.START
      session.append(1, varint: 1)
      event.append(7, message: session)
    case .scalars(let scalars):
      var summary = ProtobufMessage()
      for scalar in scalars {
        var value = ProtobufMessage()
        value.append(1, text: scalar.tag)
        value.append(2, float: scalar.value)
        summary.append(1, message: value)
      }
      event.append(5, message: summary)
    }
    return event
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
