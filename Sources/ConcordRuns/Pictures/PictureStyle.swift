/// The look of all pictures of a run, on light and dark pages. The names are those of ``TimelinePicture``, so that pictures can stand
/// on one page without changing each other.
enum PictureStyle {
  static let css = """
    text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #24292f }
    .title { font-size: 17px; font-weight: 600 }
    .heading { font-size: 14px; font-weight: 600 }
    .quiet { fill: #57606a }
    .page { fill: #ffffff }
    .grid { stroke: #d0d7de; stroke-width: 1 }
    .axis { stroke: #57606a; stroke-width: 1 }
    .curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
    .faint { stroke-width: 1; stroke-opacity: .35 }
    .dot { stroke: none }
    .first { stroke: #4269d0; fill: #4269d0 }
    .second { stroke: #e8590c; fill: #e8590c }
    .third { stroke: #2b8a3e; fill: #2b8a3e }
    .curve.first, .curve.second, .curve.third { fill: none }
    .cell { fill: #4269d0 }
    .wrong { fill: #e8590c }
    .empty { fill: #f6f8fa }
    .inverse { fill: #ffffff }
    .small { font-size: 10px }
    .marked { fill: #d9480f; font-weight: 600 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .quiet { fill: #9da7b3 }
      .page { fill: #0d1117 }
      .grid { stroke: #30363d }
      .axis { stroke: #9da7b3 }
      .first, .cell { stroke: #7c9df2; fill: #7c9df2 }
      .second, .wrong { stroke: #ff8c4b; fill: #ff8c4b }
      .third { stroke: #51cf66; fill: #51cf66 }
      .cell, .wrong { stroke: none }
      .empty { fill: #161b22 }
      .inverse { fill: #0d1117 }
      .marked { fill: #ff8c4b }
    }
    """
}
