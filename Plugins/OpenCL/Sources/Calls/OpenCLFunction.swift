/// The OpenCL functions that Concord calls. No other is called anywhere.
enum OpenCLFunction: String, CaseIterable, Sendable {
  case getPlatformIDs = "clGetPlatformIDs"
  case getPlatformInfo = "clGetPlatformInfo"
  case getDeviceIDs = "clGetDeviceIDs"
  case getDeviceInfo = "clGetDeviceInfo"
  case createContext = "clCreateContext"
  case releaseContext = "clReleaseContext"
  case createCommandQueue = "clCreateCommandQueue"
  case releaseCommandQueue = "clReleaseCommandQueue"
  case createBuffer = "clCreateBuffer"
  case releaseMemObject = "clReleaseMemObject"
  case svmAlloc = "clSVMAlloc"
  case svmFree = "clSVMFree"
  case createProgramWithSource = "clCreateProgramWithSource"
  case createProgramWithBinary = "clCreateProgramWithBinary"
  case buildProgram = "clBuildProgram"
  case getProgramBuildInfo = "clGetProgramBuildInfo"
  case getProgramInfo = "clGetProgramInfo"
  case releaseProgram = "clReleaseProgram"
  case createKernel = "clCreateKernel"
  case setKernelArg = "clSetKernelArg"
  case releaseKernel = "clReleaseKernel"
  case enqueueFillBuffer = "clEnqueueFillBuffer"
  case enqueueWriteBuffer = "clEnqueueWriteBuffer"
  case enqueueReadBuffer = "clEnqueueReadBuffer"
  case enqueueNDRangeKernel = "clEnqueueNDRangeKernel"
  case enqueueMarker = "clEnqueueMarkerWithWaitList"
  case waitForEvents = "clWaitForEvents"
  case getEventInfo = "clGetEventInfo"
  case getEventProfilingInfo = "clGetEventProfilingInfo"
  case releaseEvent = "clReleaseEvent"
  case flush = "clFlush"
  case finish = "clFinish"
}

extension OpenCLFunction: CustomStringConvertible {
  var description: String { rawValue }
}
