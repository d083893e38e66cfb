import ConcordABI
import Testing

/// The layout of the ABI's structs, frozen: a plugin that was built years ago must still load. The numbers follow from the rules
/// of C for 64-bit machines (each field at the next multiple of its own size); a change here is a new ABI version.
@Suite("ABI layout")
struct LayoutTests {
  @Test("concord_error keeps its layout")
  func error() {
    expect(concord_error.self, size: 32) {
      [(\.size, 0), (\.code, 8), (\.op_index, 12), (\.message, 16), (\.release, 24)]
    }
  }

  @Test("concord_host keeps its layout")
  func host() {
    expect(concord_host.self, size: 32) {
      [(\.size, 0), (\.abi_version, 8), (\.reserved, 12), (\.context, 16), (\.log, 24)]
    }
  }

  @Test("concord_tensor keeps its layout")
  func tensor() {
    expect(concord_tensor.self, size: 96) {
      [
        (\.size, 0), (\.element_type, 8), (\.rank, 12), (\.dimensions, 16), (\.buffer, 80), (\.reserved, 84), (\.offset, 88),
      ]
    }
  }

  @Test("concord_attribute keeps its layout")
  func attribute() {
    expect(concord_attribute.self, size: 40) {
      [(\.size, 0), (\.name, 8), (\.kind, 16), (\.number, 20), (\.integer, 24), (\.string, 32)]
    }
  }

  @Test("concord_op keeps its layout")
  func operation() {
    expect(concord_op.self, size: 96) {
      [
        (\.size, 0), (\.name, 8), (\.inputs, 16), (\.outputs, 24), (\.attributes, 32), (\.scalars, 40), (\.input_count, 48),
        (\.output_count, 52), (\.attribute_count, 56), (\.scalar_count, 60), (\.attribute_stride, 64),
        (\.workspace_buffer, 72), (\.reserved, 76), (\.workspace_offset, 80), (\.workspace_bytes, 88),
      ]
    }
  }

  @Test("concord_program keeps its layout")
  func program() {
    expect(concord_program.self, size: 72) {
      [
        (\.size, 0), (\.tensors, 8), (\.ops, 16), (\.scalar_types, 24), (\.buffers, 32), (\.tensor_stride, 40),
        (\.op_stride, 48), (\.tensor_count, 56), (\.op_count, 60), (\.scalar_count, 64), (\.buffer_count, 68),
      ]
    }
  }

  @Test("concord_device_info keeps its layout")
  func deviceInfo() {
    expect(concord_device_info.self, size: 1192) {
      [
        (\.size, 0), (\.type, 8), (\.conformance, 12), (\.memory_bytes, 16), (\.max_allocation_bytes, 24),
        (\.compute_units, 32), (\.reserved, 36), (\.name, 40), (\.vendor, 296), (\.platform, 424), (\.driver, 552),
        (\.notes, 680),
      ]
    }
  }

  @Test("concord_option keeps its layout")
  func option() {
    expect(concord_option.self, size: 24) { [(\.size, 0), (\.name, 8), (\.value, 16)] }
  }

  @Test("concord_launch keeps its layout")
  func launch() {
    expect(concord_launch.self, size: 40) {
      [(\.size, 0), (\.name, 8), (\.start, 16), (\.end, 24), (\.op_index, 32), (\.reserved, 36)]
    }
  }

  @Test("concord_peak keeps its layout")
  func peak() {
    expect(concord_peak.self, size: 24) {
      [(\.size, 0), (\.multiply_adds_per_second, 8), (\.bytes_per_second, 16)]
    }
  }

  @Test("concord_choice keeps its layout")
  func choice() {
    expect(concord_choice.self, size: 40) {
      [(\.size, 0), (\.subject, 8), (\.choice, 16), (\.seconds, 24), (\.op_index, 32), (\.reserved, 36)]
    }
  }

  @Test("concord_fact keeps its layout")
  func fact() {
    expect(concord_fact.self, size: 24) { [(\.size, 0), (\.name, 8), (\.value, 16)] }
  }

  @Test("concord_backend keeps its layout")
  func backend() {
    expect(concord_backend.self, size: 192) {
      [
        (\.size, 0), (\.abi_version, 8), (\.reserved, 12), (\.name, 16), (\.version, 24), (\.device_count, 32),
        (\.device_info, 40), (\.device_open, 48), (\.device_close, 56), (\.device_describe, 64), (\.device_synchronize, 72),
        (\.buffer_allocate, 80), (\.buffer_release, 88), (\.buffer_write, 96), (\.buffer_read, 104), (\.program_query, 112),
        (\.program_compile, 120), (\.program_release, 128), (\.program_run, 136),
        (\.program_profile, 144), (\.device_peak, 152), (\.buffer_read_start, 160), (\.read_finish, 168),
        (\.program_tune, 176), (\.device_report, 184),
      ]
    }
  }

  @Test("concord_transport keeps its layout, its version and its entry")
  func transport() {
    expect(concord_transport.self, size: 88) {
      [
        (\.size, 0), (\.transport_version, 8), (\.reserved, 12), (\.name, 16), (\.version, 24), (\.link_open, 32),
        (\.link_close, 40), (\.send, 48), (\.receive, 56), (\.broadcast, 64), (\.barrier, 72), (\.abort, 80),
      ]
    }
    #expect(CONCORD_TRANSPORT_VERSION == 1)
    #expect(CONCORD_TRANSPORT_ENTRY == "concord_transport_entry")
  }

  @Test("the numbers that cross the ABI keep their meaning")
  func constants() {
    #expect(CONCORD_ABI_VERSION == 1)
    #expect(CONCORD_BACKEND_ENTRY == "concord_backend_entry")
    #expect(CONCORD_MAX_RANK == 8)
    #expect(CONCORD_ALIGNMENT == 256)
    #expect([CONCORD_FLOAT32, CONCORD_INT32, CONCORD_UINT32] == [1, 2, 3])
    #expect(
      [CONCORD_ATTRIBUTE_INTEGER, CONCORD_ATTRIBUTE_FLOAT, CONCORD_ATTRIBUTE_STRING, CONCORD_ATTRIBUTE_BOOLEAN] == [1, 2, 3, 4])
    #expect([CONCORD_DEVICE_CPU, CONCORD_DEVICE_GPU, CONCORD_DEVICE_ACCELERATOR, CONCORD_DEVICE_OTHER] == [1, 2, 3, 4])
    #expect([CONCORD_CONFORMANCE_UNKNOWN, CONCORD_CONFORMANCE_PASSED, CONCORD_CONFORMANCE_FAILED] == [0, 1, 2])
    #expect([CONCORD_LOG_DEBUG, CONCORD_LOG_INFO, CONCORD_LOG_WARNING, CONCORD_LOG_ERROR] == [0, 1, 2, 3])
    #expect(
      [
        CONCORD_ERROR_INVALID_ARGUMENT, CONCORD_ERROR_UNSUPPORTED, CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_ERROR_DEVICE_LOST,
        CONCORD_ERROR_BUILD_FAILED, CONCORD_ERROR_NON_CONFORMING, CONCORD_ERROR_NOT_FOUND, CONCORD_ERROR_INTERNAL,
      ] == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  private func expect<Struct>(
    _ type: Struct.Type, size: Int, _ offsets: () -> [(PartialKeyPath<Struct>, Int)],
    location: SourceLocation = #_sourceLocation
  ) {
    #expect(MemoryLayout<Struct>.size == size, sourceLocation: location)
    #expect(MemoryLayout<Struct>.stride == size, sourceLocation: location)
    for (path, offset) in offsets() {
      #expect(MemoryLayout<Struct>.offset(of: path) == offset, "\(path)", sourceLocation: location)
    }
  }
}
