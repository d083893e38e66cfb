import ConcordConformance
import ConcordMutants

// Prints docs/reports/mutations.md: for each mutation the first case that catches it, and how many do.

print(
  """
  # Mutations

  The conformance suite is itself tested: each row is a backend that is the reference but for one mistake, and at least one case must
  fail on it. A mistake of one operation is looked for among that operation's cases; the others among those of the modes contract and
  fault, every sixteenth of the mode op, and those on large tensors.

  This page is made by `swift run -c release $(scripts/lib/build-flags) ConcordMutationTable > docs/reports/mutations.md`.

  | mutation | what is wrong | first case that catches it | cases that catch it |
  | --- | --- | --- | --- |
  """)
var survivors = 0
for mutation in Mutation.all {
  let target = try ConformanceTarget(mutation)
  var first: String?
  var count = 0
  var total = 0
  for example in mutation.cases {
    total += 1
    guard case .failed = example.outcome(on: target) else { continue }
    if first == nil { first = example.name }
    count += 1
  }
  if first == nil { survivors += 1 }
  let caught = first.map { "`\($0)`" } ?? "**none**"
  print("| \(mutation.name) | \(mutation.summary) | \(caught) | \(count) of \(total) |")
}
print("\n\(Mutation.all.count) mutations, of which \(Mutation.all.count - survivors) were caught.")
