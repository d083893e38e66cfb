import ConcordOpenCL

CompilerService.run()
