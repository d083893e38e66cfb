extension Mutation {
  /// What any operation may do to memory and to numbers.
  static let memory = [
    Mutation("dropped-tail", "the last element is not written where their number is no multiple of 16") { run in
      for index in run.outputs.indices where run.outputs[index].count % 16 != 0 {
        run.outputs[index][run.outputs[index].count - 1] = run.before[index][run.outputs[index].count - 1]
      }
    },
    Mutation("grid-too-small", "elements from 65,536 on are not written") { run in
      for index in run.outputs.indices where run.outputs[index].count > 65_536 {
        run.outputs[index].replaceSubrange(65_536..., with: run.before[index][65_536...])
      }
    },
    Mutation("write-after-end", "a word after the output is written") { $0.stray = [($0.outputs[0].count, 0)] },
    Mutation("write-vector-after-end", "a word is written where a whole vector of 16 would end") {
      let count = $0.outputs[0].count
      if count % 16 != 0 { $0.stray = [((count + 15) / 16 * 16 - 1, 0)] }
    },
    Mutation("write-before-start", "a word before the output is written") { $0.stray = [(-1, 0)] },
    Mutation("input-overwritten", "the first input's last element becomes +0") { run in
      guard !run.inputs[0].isEmpty, !run.operation.outputs.contains(run.operation.inputs[0]) else { return }
      run.changedInputs[0] = run.inputs[0].dropLast() + [0]
    },
    Mutation("stale-output", "a run after the first leaves the output as it is") { run in
      if run.number > 0 { run.outputs = run.before }
    },
    Mutation("nondeterministic", "every third run has one wrong bit") { run in
      if run.number % 3 == 2, !run.outputs[0].isEmpty { run.outputs[0][run.outputs[0].count / 2] ^= 1 }
    },
    Mutation("second-run-differs", "the second run has one wrong bit") { run in
      if run.number == 1, !run.outputs[0].isEmpty { run.outputs[0][0] ^= 1 }
    },
    Mutation("flushed-results", "denormal results become zeros") { run in
      for index in run.outputs.indices where run.outputTypes[index].element == .float32 {
        run.outputs[index] = run.outputs[index].map(flushed)
      }
    },
    Mutation("flushed-arguments", "denormal arguments are taken for zeros", nil, .inputs { $0.map(flushed) }),
    Mutation("infinities-clamped", "infinite results become the largest finite number") { run in
      for index in run.outputs.indices where run.outputTypes[index].element == .float32 {
        run.outputs[index] = run.outputs[index].map { $0 & 0x7fff_ffff == 0x7f80_0000 ? $0 - 1 : $0 }
      }
    },
    Mutation("nan-to-zero", "NaN results become zeros") { run in
      for index in run.outputs.indices where run.outputTypes[index].element == .float32 {
        run.outputs[index] = run.outputs[index].map { $0 & 0x7fff_ffff > 0x7f80_0000 ? 0 : $0 }
      }
    },
    Mutation("negative-zero-lost", "−0 results become +0") { run in
      for index in run.outputs.indices where run.outputTypes[index].element == .float32 {
        run.outputs[index] = run.outputs[index].map { $0 == 0x8000_0000 ? 0 : $0 }
      }
    },
  ]

  private static func flushed(_ word: UInt32) -> UInt32 { word & 0x7f80_0000 == 0 ? word & 0x8000_0000 : word }

  /// What calls may do.
  static let calls = [
    Mutation("leaked-buffer", "released memory is kept", nil, .call(.leakedBuffers)),
    Mutation("garbage-in-new-buffer", "new memory is not zeroed", nil, .call(.garbageInNewBuffers)),
    Mutation("empty-buffer-accepted", "a buffer of no bytes is given", nil, .call(.emptyBuffersAccepted)),
    Mutation("absurd-buffer-accepted", "a buffer of 2⁶⁰ bytes is given", nil, .call(.absurdBuffersAccepted)),
    Mutation("wrong-buffer-size", "a buffer says that it is twice as large", nil, .call(.wrongBufferSize)),
    Mutation("transfers-clamped", "a transfer beyond the end is taken for a success", nil, .call(.transfersClamped)),
    Mutation("late-write", "a small write takes effect with the next one", nil, .call(.lateWrites)),
    Mutation("late-read", "a read under way takes what is there when it is finished", nil, .call(.lateReads)),
    Mutation("wrong-error-code", "an unknown operation is an internal error", nil, .call(.wrongErrorCode)),
    Mutation("no-operation-index", "errors do not say which operation", nil, .call(.noOperationIndex)),
    Mutation("unknown-attribute-accepted", "an unknown attribute is ignored", nil, .call(.unknownAttributesAccepted)),
    Mutation("foreign-buffer-accepted", "a buffer of another device is used", nil, .call(.foreignBuffersAccepted)),
    Mutation("empty-tensors-refused", "an empty tensor is an error", nil, .call(.emptyTensorsRefused)),
    Mutation("first-scalars", "every run has the scalars of the first", nil, .call(.scalarsOfTheFirstRun)),
    Mutation("first-results", "every run has the results of the first", nil, .call(.resultsOfTheFirstRun)),
    Mutation("compile-runs", "compiling runs the program", nil, .call(.compileRuns)),
    Mutation("absurd-workspace", "2⁶³ − 1 bytes of workspace are declared", nil, .call(.absurdWorkspace)),
    Mutation("changing-workspace", "each query declares another workspace", nil, .call(.changingWorkspace)),
    Mutation("workspace-overrun", "300 bytes of workspace are declared and 304 written", nil, .call(.workspaceOverrun)),
    Mutation("devices-change", "the list of devices is another each time", nil, .call(.devicesChange)),
    Mutation("any-device-opens", "a device that is not there opens", nil, .call(.anyDeviceOpens)),
    Mutation("no-memory-reported", "the largest allocation is said to be 0 bytes", nil, .call(.noLimit)),
    Mutation("conformance-unknown", "an open device does not say whether it conforms", nil, .call(.conformanceUnknown)),
    Mutation("caller-rounds-up", "a run leaves the thread that asked for it rounding upwards", nil, .call(.callerRoundsUp)),
    Mutation(
      "caller-signals", "a run leaves the signals of the thread that asked for it blocked", nil, .call(.callerBlocksSignals)),
  ]
}
