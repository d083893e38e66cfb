import ConcordConformance
import ConcordGraph
import ConcordReference

typealias GraphRun = ConcordConformance.GraphRun

extension GraphRun {
  /// On the reference.
  convenience init(_ graph: Graph) throws { try self.init(graph, on: ReferenceBackend().open(device: 0, options: [:])) }
}
