int concord_kernels;
