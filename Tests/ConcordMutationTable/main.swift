import ConcordConformance
import ConcordMutants

// Prints docs/reports/mutations.md: for each mutation the first case that catches it, and how many do. With names of operations, only
// theirs.

let operations = Set(CommandLine.arguments.dropFirst())
let mutations = Mutation.all.filter { operations.isEmpty || $0.operation.map(operations.contains) ?? false }

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
for mutation in mutations {
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
print("\n\(mutations.count) mutations, of which \(mutations.count - survivors) were caught.")
