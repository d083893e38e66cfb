import ConcordABI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension BackendExporter {
  /// The C functions. Each finds its Swift object, calls it, and turns what it throws into an error object.
  static func functions(name: String, version: String) -> concord_backend {
    concord_backend(
      size: UInt64(MemoryLayout<concord_backend>.size),
      abi_version: CONCORD_ABI_VERSION,
      reserved: 0,
      // Never freed: the table lives until the process ends.
      name: UnsafePointer(strdup(name)),
      version: UnsafePointer(strdup(version)),
      device_count: { count in
        BackendExporter.report { () throws(BackendError) in
          let devices = try BackendExporter.backend().devices()
          guard let count else { throw BackendExporter.missing("count") }
          count.pointee = UInt32(clamping: devices.count)
        }
      },
      device_info: { index, info in
        BackendExporter.report { () throws(BackendError) in
          let devices = try BackendExporter.backend().devices()
          guard let info else { throw BackendExporter.missing("device info") }
          guard Int(index) < devices.count else {
            throw BackendError(.notFound, "there is no device \(index); there are \(devices.count)")
          }
          devices[Int(index)].write(to: info)
        }
      },
      device_open: { index, options, count, stride, device in
        BackendExporter.report { () throws(BackendError) in
          guard let device else { throw BackendExporter.missing("device") }
          let opened = try BackendExporter.backend().open(
            device: Int(index), options: BackendExporter.decode(options, count, stride))
          device.pointee = Handle.retain(ExportedDevice(opened))
        }
      },
      device_close: { Handle.release($0) },
      device_describe: { device, info in
        BackendExporter.report { () throws(BackendError) in
          guard let info else { throw BackendExporter.missing("device info") }
          try Handle.object(device, as: ExportedDevice.self, "device").device.info.write(to: info)
        }
      },
      device_synchronize: { device in
        BackendExporter.report { () throws(BackendError) in
          try Handle.object(device, as: ExportedDevice.self, "device").device.synchronize()
        }
      },
      buffer_allocate: { device, bytes, buffer in
        BackendExporter.report { () throws(BackendError) in
          let device = try Handle.object(device, as: ExportedDevice.self, "device")
          guard let buffer else { throw BackendExporter.missing("buffer") }
          guard let byteCount = Int(exactly: bytes), byteCount > 0 else {
            throw BackendError(.invalidArgument, "a buffer of \(bytes) bytes was asked for")
          }
          buffer.pointee = Handle.retain(ExportedBuffer(try device.device.allocate(byteCount: byteCount)))
        }
      },
      buffer_release: { Handle.release($0) },
      buffer_write: { buffer, offset, data, bytes in
        BackendExporter.report { () throws(BackendError) in
          let buffer = try Handle.object(buffer, as: ExportedBuffer.self, "buffer").buffer
          guard let data else { throw BackendExporter.missing("data") }
          let source = UnsafeRawBufferPointer(start: data, count: Int(clamping: bytes))
          try BufferRange.check(Int(clamping: offset), source.count, of: buffer.byteCount)
          try buffer.write(source, at: Int(clamping: offset))
        }
      },
      buffer_read: { buffer, offset, data, bytes in
        BackendExporter.report { () throws(BackendError) in
          let buffer = try Handle.object(buffer, as: ExportedBuffer.self, "buffer").buffer
          guard let data else { throw BackendExporter.missing("data") }
          let target = UnsafeMutableRawBufferPointer(start: data, count: Int(clamping: bytes))
          try BufferRange.check(Int(clamping: offset), target.count, of: buffer.byteCount)
          try buffer.read(into: target, at: Int(clamping: offset))
        }
      },
      program_query: { device, program, workspaceBytes in
        BackendExporter.report { () throws(BackendError) in
          let device = try Handle.object(device, as: ExportedDevice.self, "device").device
          let program = try ProgramDecoder(program).program()
          try program.validate()
          let byteCounts = try device.declaredWorkspace(for: program)
          guard byteCounts.isEmpty || workspaceBytes != nil else { throw BackendExporter.missing("room for workspace sizes") }
          for (index, byteCount) in byteCounts.enumerated() { workspaceBytes?[index] = UInt64(clamping: byteCount) }
        }
      },
      program_compile: { device, program, compiled in
        BackendExporter.report { () throws(BackendError) in
          let device = try Handle.object(device, as: ExportedDevice.self, "device").device
          guard let compiled else { throw BackendExporter.missing("compiled program") }
          let decoder = try ProgramDecoder(program)
          var buffers: [any DeviceBuffer] = []
          for handle in try decoder.buffers() {
            buffers.append(try Handle.object(handle, as: ExportedBuffer.self, "buffer").buffer)
          }
          let program = try decoder.program()
          try program.validate(bufferByteCounts: buffers.map(\.byteCount))
          let result = try device.compile(program, buffers: buffers)
          compiled.pointee = Handle.retain(ExportedProgram(result, scalarCount: program.scalars.count))
        }
      },
      program_release: { Handle.release($0) },
      program_run: { program, scalars, count in
        BackendExporter.report { () throws(BackendError) in
          let program = try Handle.object(program, as: ExportedProgram.self, "program")
          guard Int(count) == program.scalarCount, count == 0 || scalars != nil else {
            throw BackendError(.invalidArgument, "a program with \(program.scalarCount) scalars was run with \(count)")
          }
          try program.program.run(Array(UnsafeBufferPointer(start: scalars, count: Int(count))))
        }
      },
      program_profile: { program, scalars, count, record, context in
        BackendExporter.report { () throws(BackendError) in
          let program = try Handle.object(program, as: ExportedProgram.self, "program")
          guard Int(count) == program.scalarCount, count == 0 || scalars != nil else {
            throw BackendError(.invalidArgument, "a program with \(program.scalarCount) scalars was run with \(count)")
          }
          guard let record else { throw BackendExporter.missing("function to record with") }
          for launch in try program.program.profile(Array(UnsafeBufferPointer(start: scalars, count: Int(count)))) {
            launch.name.withCString { name in
              var exported = concord_launch(
                size: UInt64(MemoryLayout<concord_launch>.size), name: name, start: launch.start, end: launch.end,
                op_index: UInt32(clamping: launch.operation), reserved: 0)
              record(context, &exported)
            }
          }
        }
      },
      device_peak: { device, scratch, peak in
        BackendExporter.report { () throws(BackendError) in
          let device = try Handle.object(device, as: ExportedDevice.self, "device").device
          let scratch = try Handle.object(scratch, as: ExportedBuffer.self, "buffer").buffer
          guard let peak, peak.pointee.size >= UInt64(MemoryLayout<concord_peak>.size) else {
            throw BackendExporter.missing("room for the peak")
          }
          try DevicePeak.check(scratchByteCount: scratch.byteCount)
          let measured = try device.measurePeak(scratch: scratch)
          peak.pointee.multiply_adds_per_second = measured.multiplyAddsPerSecond
          peak.pointee.bytes_per_second = measured.bytesPerSecond
        }
      },
      buffer_read_start: { buffer, offset, bytes, read in
        BackendExporter.report { () throws(BackendError) in
          let buffer = try Handle.object(buffer, as: ExportedBuffer.self, "buffer").buffer
          guard let read else { throw BackendExporter.missing("read") }
          try BufferRange.check(Int(clamping: offset), Int(clamping: bytes), of: buffer.byteCount)
          read.pointee = Handle.retain(
            ExportedRead(try buffer.startRead(at: Int(clamping: offset), byteCount: Int(clamping: bytes))))
        }
      },
      read_finish: { read, data in
        BackendExporter.report { () throws(BackendError) in
          defer { Handle.release(read) }
          let read = try Handle.object(read, as: ExportedRead.self, "read").read
          guard let data else { return }
          try read.finish(into: UnsafeMutableRawBufferPointer(start: data, count: read.byteCount))
        }
      },
      program_tune: { device, program, record, context in
        BackendExporter.report { () throws(BackendError) in
          let device = try Handle.object(device, as: ExportedDevice.self, "device").device
          let program = try ProgramDecoder(program).program()
          try program.validate()
          guard let record else { throw BackendExporter.missing("function to record with") }
          for choice in try device.tune(program) {
            choice.subject.withCString { subject in
              choice.choice.withCString { chosen in
                var exported = concord_choice(
                  size: UInt64(MemoryLayout<concord_choice>.size), subject: subject, choice: chosen, seconds: choice.seconds,
                  op_index: UInt32(clamping: choice.operation), reserved: 0)
                record(context, &exported)
              }
            }
          }
        }
      },
      device_report: { index, record, context in
        BackendExporter.report { () throws(BackendError) in
          guard let record else { throw BackendExporter.missing("function to record with") }
          for fact in try BackendExporter.backend().facts(device: Int(index)) {
            fact.name.withCString { name in
              fact.value.withCString { value in
                var exported = concord_fact(size: UInt64(MemoryLayout<concord_fact>.size), name: name, value: value)
                record(context, &exported)
              }
            }
          }
        }
      })
  }

  private static func decode(
    _ options: UnsafePointer<concord_option>?, _ count: UInt32, _ stride: UInt64
  ) -> [String: String] {
    guard let options, stride >= UInt64(MemoryLayout<concord_option>.size), stride <= 1 << 16 else { return [:] }
    var result: [String: String] = [:]
    for index in 0..<Int(count) {
      let option = UnsafeRawPointer(options).loadUnaligned(
        fromByteOffset: index * Int(clamping: stride), as: concord_option.self)
      guard let name = option.name, let value = option.value else { continue }
      result[String(cString: name)] = String(cString: value)
    }
    return result
  }

  private static func missing(_ what: String) -> BackendError {
    BackendError(.invalidArgument, "a call across the C ABI passed no \(what)")
  }
}
