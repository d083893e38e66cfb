import Testing

@testable import ConcordData

@Suite("Where data sets are looked for")
struct DataLocationTests {
  @Test("the argument, then CONCORD_DATA_DIR, then the XDG cache, then the home's cache")
  func precedence() throws {
    var environment = ["CONCORD_DATA_DIR": "/data", "XDG_CACHE_HOME": "/cache", "HOME": "/home/someone"]
    #expect(try DataLocation.resolve(argument: "there", environment: environment) == .named("there"))
    #expect(try DataLocation.resolve(argument: nil, environment: environment) == .named("/data"))
    environment["CONCORD_DATA_DIR"] = ""
    #expect(try DataLocation.resolve(argument: nil, environment: environment) == .cache("/cache/concord/datasets"))
    environment["XDG_CACHE_HOME"] = "relative"
    #expect(
      try DataLocation.resolve(argument: nil, environment: environment)
        == .cache("/home/someone/.cache/concord/datasets"))
  }

  @Test("without any of them the remedy is to name a folder")
  func none() {
    expectDataError(.notFound, "CONCORD_DATA_DIR, or XDG_CACHE_HOME or HOME", "found none of them", "--data-dir") {
      _ = try DataLocation.resolve(argument: nil, environment: ["HOME": "", "XDG_CACHE_HOME": ""])
    }
  }

  @Test("relative caches and homes are passed over, and said where nothing else is there; an empty argument is no folder")
  func relative() throws {
    #expect(
      try DataLocation.resolve(argument: nil, environment: ["XDG_CACHE_HOME": "./cache", "HOME": "/h"])
        == .cache("/h/.cache/concord/datasets"))
    expectDataError(.notFound, "found XDG_CACHE_HOME and HOME with a relative path") {
      _ = try DataLocation.resolve(argument: nil, environment: ["XDG_CACHE_HOME": "cache", "HOME": "home"])
    }
    expectDataError(.notFound, "found an empty one") { _ = try DataLocation.resolve(argument: "", environment: ["HOME": "/h"]) }
  }
}
