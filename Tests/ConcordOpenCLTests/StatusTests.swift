import Testing

@testable import ConcordOpenCL

@Suite("OpenCL statuses")
struct StatusTests {
  @Test("a status prints as its C constant, an unknown one as its number")
  func names() {
    #expect(OpenCLStatus.success.description == "CL_SUCCESS")
    #expect(OpenCLStatus.memoryObjectAllocationFailure.description == "CL_MEM_OBJECT_ALLOCATION_FAILURE")
    #expect(OpenCLStatus.platformNotFound.description == "CL_PLATFORM_NOT_FOUND_KHR")
    #expect(OpenCLStatus(rawValue: -52).description == "CL_INVALID_KERNEL_ARGS")
    #expect(OpenCLStatus(rawValue: -777).description == "status -777")
  }
}
