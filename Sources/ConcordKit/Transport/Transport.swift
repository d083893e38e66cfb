/// What carries bytes between the processes, called ranks, that share a training. It adds nothing up.
///
/// Used by one thread at a time. All ranks call ``broadcast(_:from:)`` and ``barrier()`` in the same order.
public protocol Transport: AnyObject {
  /// What it calls itself.
  var name: String { get }
  /// Which of the ranks this process is, from 0.
  var rank: Int { get }
  /// How many ranks there are, at least 1.
  var count: Int { get }

  /// Sends bytes to another rank. They may be changed when this returns.
  ///
  /// - Throws: `deviceLost` where the other rank has ended or does not answer in time.
  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(BackendError)

  /// Receives as many bytes as there is room for, which were sent together.
  ///
  /// - Throws: `deviceLost` where the other rank has ended or does not answer in time; `internal` where it sent another number of bytes.
  func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(BackendError)

  /// Brings bytes of one rank to all others.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(BackendError)

  /// Returns when all ranks are here.
  func barrier() throws(BackendError)

  /// Leaves the others in good order. Nothing else is called after it.
  func close()

  /// Ends the work of all other ranks; may end this process too. Nothing else is called after it.
  func abort(_ reason: String)
}
