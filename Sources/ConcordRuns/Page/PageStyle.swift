/// The page's own look; that of the pictures on it is their own.
enum PageStyle {
  static let css = """
    :root { --ink: #24292f; --quiet: #57606a; --paper: #ffffff; --raised: #f6f8fa; --rule: #d0d7de; --accent: #4269d0 }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6edf3; --quiet: #9da7b3; --paper: #0d1117; --raised: #161b22; --rule: #30363d; --accent: #7c9df2 }
    }
    * { box-sizing: border-box }
    body { margin: 0 auto; padding: 24px 20px 48px; max-width: 1120px; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif }
    h1 { margin: 0; font-size: 26px; line-height: 1.25; overflow-wrap: anywhere }
    header p { margin: 4px 0 20px; color: var(--quiet) }
    h2 { margin: 36px 0 12px; font-size: 18px; border-bottom: 1px solid var(--rule); padding-bottom: 6px }
    figure { margin: 0 }
    svg { display: block; width: 100%; height: auto }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin-bottom: 20px }
    .tile { background: var(--raised); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px }
    .tile b { display: block; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
    .tile span { color: var(--quiet); font-size: 13px }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr)); gap: 12px }
    .charts figure, .pair figure { border: 1px solid var(--rule); border-radius: 8px; overflow-x: auto }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 12px }
    .pair svg { max-width: 640px; margin: 0 auto; min-width: 320px }
    .wide { overflow-x: auto; margin-top: 12px; border: 1px solid var(--rule); border-radius: 8px }
    .wide svg { min-width: 680px }
    .scroll { overflow-x: auto }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; min-width: 50% }
    th, td { text-align: right; padding: 5px 12px; border-bottom: 1px solid var(--rule); white-space: nowrap }
    th { color: var(--quiet); font-weight: 500 }
    th:first-child, td:first-child { text-align: left; padding-left: 0 }
    .mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(116px, 1fr)); gap: 12px }
    .mistake { background: var(--raised); border: 1px solid var(--rule); border-radius: 8px; padding: 8px; break-inside: avoid }
    .mistake img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; image-rendering: pixelated }
    figcaption { font-size: 12px; line-height: 1.35; color: var(--quiet); margin-top: 6px; overflow-wrap: anywhere }
    figcaption b { color: var(--ink) }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr)); gap: 4px 24px; margin: 0 }
    dl div { border-bottom: 1px solid var(--rule); padding: 4px 0 }
    dt { color: var(--quiet); font-size: 13px }
    dd { margin: 0; overflow-wrap: anywhere }
    pre { background: var(--raised); border: 1px solid var(--rule); border-radius: 8px; padding: 12px 14px; white-space: pre-wrap;
      overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
    @media print {
      body { max-width: none; padding: 0; font-size: 12px }
      h2 { break-after: avoid }
      .charts figure, .pair figure, .tile, .wide, tr { break-inside: avoid }
      .charts { grid-template-columns: 1fr 1fr }
      .wide, .scroll, .charts figure, .pair figure { overflow: visible }
      .wide svg { min-width: 0 }
    }
    """
}
