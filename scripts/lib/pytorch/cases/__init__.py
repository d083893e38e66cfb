"""Cases of Concord's operations with the results that PyTorch gives, one module a family."""

from . import (
    activations, classification, convolutions, elementwise, losses, normalisations, optimizers, pools, products, recurrences,
    reductions, shapes, softmax,
)
