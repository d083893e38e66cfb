"""What Concord is compared with: the same operations, networks and data in PyTorch. Nothing here imports Concord."""
