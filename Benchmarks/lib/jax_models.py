"""The models without residuals in JAX: one `jit` of forward, backward and Adam, with the parameters' buffers donated."""

import jax
import jax.numpy as jnp
from jax import lax


def _dense(x, p):
    return x @ p[0] + p[1]


def _mlp(parameters, x):
    x = x.reshape(x.shape[0], -1)
    return _dense(jax.nn.relu(_dense(x, parameters[0])), parameters[1])


def _convolution(x, p, padding):
    y = lax.conv_general_dilated(x, p[0], (1, 1), [(padding, padding)] * 2, dimension_numbers=("NCHW", "OIHW", "NCHW"))
    return jax.nn.relu(y + p[1][:, None, None])


def _pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def _convolutional(padding):
    def apply(parameters, x):
        x = _pool(_convolution(x, parameters[0], padding))
        x = _pool(_convolution(x, parameters[1], 0)).reshape(x.shape[0], -1)
        for p in parameters[2:4]:
            x = jax.nn.relu(_dense(x, p))
        return _dense(x, parameters[4])

    return apply


_DENSE = [(400, 120), (120, 84), (84, 10)]
_MODELS = {
    "mlp": (_mlp, [(784, 128), (128, 10)], (1, 28, 28)),
    "mlp-cifar": (_mlp, [(3072, 128), (128, 10)], (3, 32, 32)),
    "simplecnn": (_convolutional(0), [(6, 3, 5, 5), (16, 6, 5, 5), *_DENSE], (3, 32, 32)),
    "lenet5": (_convolutional(2), [(6, 1, 5, 5), (16, 6, 5, 5), *_DENSE], (1, 28, 28)),
}


def step(name, parameters, batch_size, width=None):
    """A function that does one training step, and ends when it is done. Raises ValueError for a model that is not here."""
    if name not in _MODELS or width:
        raise ValueError(f"{name} is not written for JAX here")
    apply, shapes, image = _MODELS[name]
    key = jax.random.key(1)
    weights = []
    for shape in shapes:
        key, part = jax.random.split(key)
        bias = shape[0] if len(shape) == 4 else shape[1]
        weights.append((jax.random.normal(part, shape) * 0.05, jnp.zeros(bias)))
    count = sum(leaf.size for leaf in jax.tree.leaves(weights))
    if count != parameters:
        raise ValueError(f"JAX's {name} has {count} parameters, Concord's {parameters}")
    images = jax.random.uniform(key, (batch_size, *image))
    labels = jnp.arange(batch_size) % 10

    def loss(weights):
        logits = jax.nn.log_softmax(apply(weights, images))
        return -jnp.mean(jnp.take_along_axis(logits, labels[:, None], 1))

    def update(weights, first, second, t):
        value, gradients = jax.value_and_grad(loss)(weights)
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)
        rate, root = 1e-3 / (1 - 0.9**t), jnp.sqrt(1 - 0.999**t)
        weights = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) / root + 1e-8), weights, first, second)
        return value, weights, first, second

    compiled = jax.jit(update, donate_argnums=(0, 1, 2))
    state = [weights, jax.tree.map(jnp.zeros_like, weights), jax.tree.map(jnp.zeros_like, weights), 0]

    def train():
        state[3] += 1
        value, *state[:3] = compiled(*state[:3], jnp.float32(state[3]))
        jax.block_until_ready(state[0])
        return float(value)

    return train
