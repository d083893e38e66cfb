import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What is in an XML document, for tests: how many elements of each name, and the points of the curves.
final class XMLReader: NSObject, XMLParserDelegate {
  private(set) var elements: [String: Int] = [:]
  private(set) var points: [(Double, Double)] = []

  /// Whether it is well formed.
  func read(_ text: String) -> Bool {
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    return parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    elements[name, default: 0] += 1
    for pair in attributes["points"]?.split(separator: " ") ?? [] {
      let numbers = pair.split(separator: ",").compactMap { Double($0) }
      if numbers.count == 2 { points.append((numbers[0], numbers[1])) }
    }
  }
}
