"""Kernels compiled for GPUs that are not here, and their listings read."""
