/// What a case looks at.
package enum ConformanceMode: String, Sendable, CaseIterable, Codable {
  /// One operation on one set of tensors, every output bit against the reference.
  case op
  /// Gradients of small networks against finite differences in binary64.
  case gradient
  /// Whole training steps of the zoo's models against the reference.
  case step
  /// What a training run allocates against the memory model.
  case memory
  /// The rules of calls: errors, orders, lifetimes, threads.
  case contract
  /// Requests that no device can serve.
  case fault
}
