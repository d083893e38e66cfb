import ConcordKit

extension MessageWriter {
  mutating func write(_ info: DeviceInfo) {
    write(info.kind.rawValue)
    for text in [info.name, info.vendor, info.platform, info.driver, info.notes] { write(text) }
    write(info.memoryBytes ?? -1)
    write(info.maximumAllocationBytes ?? -1)
    write(info.computeUnits)
    write(info.conformance.rawValue)
  }

  mutating func write(_ options: [String: String]) {
    write(options.sorted { $0.key < $1.key }) { writer, option in
      writer.write(option.key)
      writer.write(option.value)
    }
  }

  mutating func write(_ error: BackendError) {
    write(error.code.rawValue)
    write(error.message)
    write(error.operation ?? -1)
  }

  mutating func write(_ choice: TunedChoice) {
    write(choice.operation)
    write(choice.subject)
    write(choice.choice)
    // Bits as they are.
    write(Int(truncatingIfNeeded: choice.seconds.bitPattern))
  }

  mutating func write(_ launch: LaunchRecord) {
    write(launch.operation)
    write(launch.name)
    write(Int(truncatingIfNeeded: launch.start))
    write(Int(truncatingIfNeeded: launch.end))
  }

  mutating func write(_ runs: ConcurrentRuns) {
    write(runs.index)
    write(runs.options)
    write(runs.threads)
    write(runs.times)
    write(runs.program)
    write(runs.contents) { $0.write($1) }
    write(runs.scalars) { $0.write($1) }
  }
}

extension MessageReader {
  mutating func deviceInfo() throws(BackendError) -> DeviceInfo {
    let kind = DeviceInfo.Kind(rawValue: try word()) ?? .other
    var texts: [String] = []
    for _ in 0..<5 { texts.append(try text()) }
    let (memory, largest, units) = (try integer(), try integer(), try integer())
    return DeviceInfo(
      kind: kind, name: texts[0], vendor: texts[1], platform: texts[2], driver: texts[3],
      memoryBytes: memory < 0 ? nil : memory, maximumAllocationBytes: largest < 0 ? nil : largest, computeUnits: units,
      conformance: DeviceInfo.Conformance(rawValue: try word()) ?? .unknown, notes: texts[4])
  }

  mutating func options() throws(BackendError) -> [String: String] {
    var options: [String: String] = [:]
    for _ in 0..<max(0, try integer()) {
      let name = try text()
      options[name] = try text()
    }
    return options
  }

  mutating func error() throws(BackendError) -> BackendError {
    let code = BackendError.Code(rawValue: try word())
    let message = try text()
    let operation = try integer()
    return BackendError(code, message, operation: operation < 0 ? nil : operation)
  }

  mutating func choices() throws(BackendError) -> [TunedChoice] {
    try list { reader throws(BackendError) -> TunedChoice in
      let operation = try reader.integer()
      let (subject, choice) = (try reader.text(), try reader.text())
      return TunedChoice(
        operation: operation, subject: subject, choice: choice,
        seconds: Double(bitPattern: UInt64(truncatingIfNeeded: try reader.integer())))
    }
  }

  mutating func launches() throws(BackendError) -> [LaunchRecord] {
    try list { reader throws(BackendError) -> LaunchRecord in
      let operation = try reader.integer()
      let name = try reader.text()
      let start = UInt64(truncatingIfNeeded: try reader.integer())
      return LaunchRecord(operation: operation, name: name, start: start, end: UInt64(truncatingIfNeeded: try reader.integer()))
    }
  }

  mutating func peak() throws(BackendError) -> DevicePeak {
    let multiplyAdds = Double(bitPattern: UInt64(truncatingIfNeeded: try integer()))
    return DevicePeak(
      multiplyAddsPerSecond: multiplyAdds, bytesPerSecond: Double(bitPattern: UInt64(truncatingIfNeeded: try integer())))
  }

  mutating func concurrentRuns() throws(BackendError) -> ConcurrentRuns {
    let index = try integer()
    let options = try options()
    let (threads, times) = (try integer(), try integer())
    let program = try program()
    let contents = try list { reader throws(BackendError) -> [UInt8] in Array(try reader.block()) }
    return ConcurrentRuns(
      index: index, options: options, threads: threads, times: times, program: program, contents: contents,
      scalars: try words())
  }
}
