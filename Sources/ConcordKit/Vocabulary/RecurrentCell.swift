/// What a recurrent layer does at each time with its state; the equations, and the order of the gates, are PyTorch's.
public enum RecurrentCell: String, Sendable, CaseIterable {
  /// Elman's network (*Finding Structure in Time*, 1990) with tanh.
  case rnnTanh = "rnn_tanh"
  /// The same with ReLU.
  case rnnReLU = "rnn_relu"
  /// Hochreiter and Schmidhuber, *Long Short-Term Memory* (1997), with the forget gate of Gers and others (2000). Gates: input, forget, cell,
  /// output.
  case lstm
  /// Cho and others, *Learning Phrase Representations using RNN Encoder–Decoder* (2014), its reset gate after the product. Gates: reset,
  /// update, new.
  case gru

  /// How many numbers a unit takes from the input at each time.
  public var gates: Int {
    switch self {
    case .rnnTanh, .rnnReLU: 1
    case .lstm: 4
    case .gru: 3
    }
  }

  /// How many numbers a unit hands on from time to time: its output and, of an LSTM, its cell.
  public var states: Int { self == .lstm ? 2 : 1 }

  /// How many numbers of a unit at each time the gradient needs besides the outputs: the gates, after them the cell of an LSTM, and of
  /// a GRU what its reset gate scales.
  public var saved: Int {
    switch self {
    case .rnnTanh, .rnnReLU: 0
    case .lstm: 5
    case .gru: 4
    }
  }
}
