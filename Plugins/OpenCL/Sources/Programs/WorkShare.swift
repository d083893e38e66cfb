/// What a kernel's work-items share among them. How many there are of them for it, in which groups, is the device's style of kernels
/// to say; `Kernels/forms.cl` is the other half.
///
/// A processor's work-item takes many neighbouring elements, or a whole row. On GPUs it takes one element, so that neighbours read
/// neighbours, and a row is a work-group's. A GPU's grid is long in its first dimension alone.
enum WorkShare: Equatable {
  /// Elements in memory. On processors a work-item takes `each` neighbours: 16 or 1.
  case elements(Int, each: Int = 16)
  /// Things that know nothing of each other. On processors a work-item takes `each`, in groups of `group`.
  case items(Int, each: Int = 1, group: Int = 1)
  /// Rows, in groups of `group` on processors.
  case rows(Int, group: Int = 1)
  /// Columns of rows. On processors a work-item takes 16 columns.
  case columns(Int, rows: Int)
  /// Two axes, in groups of `group` along the first on processors.
  case axes(Int, Int, group: Int)
  /// All of it by one group of work-items: on processors one for each of the 64 lanes of a sum.
  case oneGroup
  /// Tiles, of which each is the work of a group of side × side work-items.
  case tiles(Int, side: Int)
  /// Work-items by themselves, however the device is.
  case single([Int])
  /// Groups of that size.
  case groups([Int], of: [Int])
  /// Groups of that size or of any smaller one.
  case anyGroups([Int], of: [Int])

  func grid(on traits: DeviceTraits) -> WorkGrid {
    switch (self, traits.style) {
    case (.elements(let count, let each), .processor):
      WorkGrid(items: [(count + each - 1) / each], local: [each == 1 ? 256 : 16])
    case (.items(let count, let each, let group), .processor):
      WorkGrid(items: [(count + each - 1) / each], local: [group])
    case (.columns(let columns, let rows), .processor): WorkGrid(items: [(columns + 15) / 16, rows], local: [1, 16])
    case (.axes(let first, let second, let group), .processor): WorkGrid(items: [first, second], local: [group, 1])
    case (.rows(let rows, let group), .processor): WorkGrid(items: [rows], local: [group])
    case (.oneGroup, .processor): WorkGrid(items: [64], local: [64])

    case (.elements(let count, _), .graphics), (.items(let count, _, _), .graphics):
      WorkGrid(items: [count], local: [traits.limits.elementGroup], takesAnyGroup: true)
    case (.columns(let columns, let rows), .graphics):
      WorkGrid(items: [columns * rows], local: [traits.limits.elementGroup], takesAnyGroup: true)
    case (.axes(let first, let second, _), .graphics):
      WorkGrid(items: [first * second], local: [traits.limits.elementGroup], takesAnyGroup: true)
    case (.rows(let rows, _), .graphics): WorkGrid(items: [rows * traits.limits.rowGroup], local: [traits.limits.rowGroup])
    case (.oneGroup, .graphics): WorkGrid(items: [traits.limits.rowGroup], local: [traits.limits.rowGroup])

    case (.tiles(let count, let side), _): WorkGrid(items: [count * side, side], local: [side, side])
    case (.single(let items), _): WorkGrid(items: items, local: items.map { _ in 1 })
    case (.groups(let items, let local), _): WorkGrid(items: items, local: local)
    case (.anyGroups(let items, let local), _): WorkGrid(items: items, local: local, takesAnyGroup: true)
    }
  }
}
