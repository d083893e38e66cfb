import ConcordFiles
import ConcordGraph
import ConcordNN

/// A model of the zoo as a file describes it: `{"zoo": "mlp", "width": 128}`.
package enum ZooModel {
  package static func description(_ name: String, width: Int?) -> [UInt8] {
    let widthText = width.map { ", \"width\": \($0)" } ?? ""
    return Array("{\"zoo\": \"\(name)\"\(widthText)}\n".utf8)
  }

  /// Nil where a file describes its layers.
  static func model(_ file: [UInt8], inputShape: [Int], classCount: Int) throws(GraphError) -> Model? {
    guard case .object(let members)? = try? JSONReader.read(file), members["zoo"] != nil else { return nil }
    let (name, width): (String, Int?)
    do throws(JSONError) {
      let object = JSONObject(members)
      if let unknown = members.keys.sorted().first(where: { !["zoo", "width"].contains($0) }) {
        throw JSONError("a model of the zoo has no '\(unknown.printable(limit: 100))'; it has zoo and width")
      }
      (name, width) = (try object.require("zoo", object.text), try object.integer("width"))
    } catch {
      throw GraphError(layer: "", "\(error)")
    }
    return try ModelZoo.model(named: name, imageShape: inputShape, classCount: classCount, width: width)
  }
}
