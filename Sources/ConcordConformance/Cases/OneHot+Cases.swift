import ConcordKit

extension OneHot: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    for samples in [0, 1, 2, 15, 17, 64, 65, 257] {
      for classes in [1, 2, 10, 16, 63, 65, 1000] {
        for (name, labels) in [("classes", 0...Int32(classes - 1)), ("others too", -2...Int32(classes + 1))] {
          list.add(
            OneHot(classes: classes), ["samples": samples, "classes": classes, "labels": name],
            inputs: [.integers([samples], labels)], values: [.normal])
        }
      }
    }
    list.add(
      OneHot(classes: 3), ["samples": 33, "classes": 3, "labels": "any"],
      inputs: [.integers([33], Int32.min...Int32.max)], values: [.normal])
  }
}
