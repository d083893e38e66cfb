import Synchronization

@testable import ConcordOpenCL

/// Counts OpenCL calls and live objects, and makes one call fail.
final class CallFaults: CallObserver {
  private struct State {
    var counts: [OpenCLFunction: Int] = [:]
    var failing: (function: OpenCLFunction, use: Int)?
    var status = OpenCLStatus(rawValue: -6)
    var hasFailed = false
    var live: [ObjectIdentifier: Int] = [:]
  }

  private let state = Mutex(State())

  /// How often each function was called since ``start(failing:use:with:)``.
  var counts: [OpenCLFunction: Int] { state.withLock { $0.counts } }

  /// Whether the call that should fail was reached.
  var hasFailed: Bool { state.withLock { $0.hasFailed } }

  /// Objects that were created and not released.
  var liveCount: Int { state.withLock { $0.live.values.reduce(0, +) } }

  /// Counts from now, and makes use number `use` of a function, counted from 0, fail with `status`.
  func start(failing function: OpenCLFunction? = nil, use: Int = 0, with status: OpenCLStatus = OpenCLStatus(rawValue: -6)) {
    state.withLock {
      $0.counts = [:]
      $0.failing = function.map { ($0, use) }
      $0.status = status
      $0.hasFailed = false
    }
  }

  func willCall(_ function: OpenCLFunction) -> OpenCLStatus {
    state.withLock {
      let use = $0.counts[function, default: 0]
      $0.counts[function] = use + 1
      guard let failing = $0.failing, failing == (function, use) else { return .success }
      $0.hasFailed = true
      return $0.status
    }
  }

  func didCreate(_ kind: any ObservedKind.Type) { state.withLock { $0.live[ObjectIdentifier(kind), default: 0] += 1 } }

  func didRelease(_ kind: any ObservedKind.Type) { state.withLock { $0.live[ObjectIdentifier(kind), default: 0] -= 1 } }
}
