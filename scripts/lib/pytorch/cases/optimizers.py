"""sgd, momentum, adam, rmsprop, adagrad: one step of torch.optim in float64, from a state in the midst of training; clip_factor
and scale, which clip gradients."""

import torch

from .case import Case, operation

COUNT = 50


def _step(
    optimizer: type[torch.optim.Optimizer], p: torch.Tensor, g: torch.Tensor, state: dict[str, torch.Tensor], step: int = 10,
    **settings,
) -> list[torch.Tensor]:
    """p and the state after step number `step`, which counts from 1."""
    parameter = torch.nn.Parameter(p.double())
    parameter.grad = g.double()
    instance = optimizer([parameter], foreach=False, **settings)
    if state:
        counter = {} if optimizer is torch.optim.SGD else {"step": torch.tensor(float(step - 1))}
        instance.state[parameter] = counter | {name: value.double() for name, value in state.items()}
    instance.step()
    return [parameter.detach()] + [instance.state[parameter][name] for name in state]


@operation("sgd")
def sgd(numbers):
    p, g = numbers.floats(COUNT), numbers.floats(COUNT)
    yield Case("a learning rate of 0.1", [p, g], _step(torch.optim.SGD, p, g, {}, lr=0.1), scalars=[0.1])
    outputs = _step(torch.optim.SGD, p, g, {}, lr=0.1, weight_decay=0.01)
    yield Case("weight decay", [p, g], outputs, {"weight_decay": 0.01}, scalars=[0.1])


@operation("momentum")
def momentum(numbers):
    for nesterov in (False, True):
        for decay in (0, 0.01):
            p, g, v = numbers.floats(COUNT), numbers.floats(COUNT), numbers.floats(COUNT)
            outputs = _step(
                torch.optim.SGD, p, g, {"momentum_buffer": v}, lr=0.1, momentum=0.9, nesterov=nesterov, weight_decay=decay
            )
            attributes = {"momentum": 0.9, "nesterov": nesterov} | ({"weight_decay": decay} if decay else {})
            name = ("Nesterov's" if nesterov else "Polyak's") + (", weight decay" if decay else "")
            yield Case(name, [p, g, v], outputs, attributes, [0.1])
    p, g = numbers.floats(COUNT), numbers.floats(COUNT)
    outputs = _first_step_of_momentum(p, g)
    yield Case("the first step", [p, g, torch.zeros(COUNT)], outputs, {"momentum": 0.9}, [0.1])


def _first_step_of_momentum(p: torch.Tensor, g: torch.Tensor) -> list[torch.Tensor]:
    """PyTorch starts the velocity as the first gradient, without a state."""
    parameter = torch.nn.Parameter(p.double())
    parameter.grad = g.double()
    instance = torch.optim.SGD([parameter], lr=0.1, momentum=0.9, foreach=False)
    instance.step()
    return [parameter.detach(), instance.state[parameter]["momentum_buffer"]]


def _adam_case(
    numbers, name: str, step: int, lr: float, betas: tuple[float, float], epsilon: float, decay: float = 0,
    decoupled: bool = False,
) -> Case:
    p, g = numbers.floats(COUNT), numbers.floats(COUNT)
    m, v = numbers.floats(COUNT, low=-1, high=1), numbers.floats(COUNT, low=0, high=1)
    if step == 1:
        m, v = torch.zeros(COUNT), torch.zeros(COUNT)
    optimizer = torch.optim.AdamW if decoupled else torch.optim.Adam
    outputs = _step(
        optimizer, p, g, {"exp_avg": m, "exp_avg_sq": v}, step, lr=lr, betas=betas, eps=epsilon, weight_decay=decay
    )
    attributes = {
        "beta1": betas[0], "beta2": betas[1], "beta1_complement": 1 - betas[0], "beta2_complement": 1 - betas[1],
        "epsilon": epsilon,
    }
    scalars = [lr / (1 - betas[0] ** step), (1 - betas[1] ** step) ** 0.5]
    if decoupled:
        attributes["decoupled"] = True
        scalars.append(lr * decay)
    elif decay:
        attributes["weight_decay"] = decay
    return Case(f"step {step}, {name}", [p, g, m, v], outputs, attributes, scalars)


@operation("adam")
def adam(numbers):
    for step in (1, 2, 1000):
        yield _adam_case(numbers, "PyTorch's defaults", step, 1e-3, (0.9, 0.999), 1e-8)
        yield _adam_case(numbers, "other constants", step, 0.05, (0.8, 0.95), 1e-3)
    yield _adam_case(numbers, "weight decay", 3, 0.01, (0.9, 0.999), 1e-8, decay=0.1)
    yield _adam_case(numbers, "decoupled weight decay", 3, 0.01, (0.9, 0.999), 1e-8, decay=0.1, decoupled=True)


@operation("rmsprop")
def rmsprop(numbers):
    for name, alpha, epsilon, decay in (("PyTorch's defaults", 0.99, 1e-8, 0), ("weight decay", 0.9, 1e-3, 0.01)):
        p, g, v = numbers.floats(COUNT), numbers.floats(COUNT), numbers.floats(COUNT, low=0, high=1)
        outputs = _step(
            torch.optim.RMSprop, p, g, {"square_avg": v}, lr=0.01, alpha=alpha, eps=epsilon, weight_decay=decay
        )
        attributes = {"alpha": alpha, "alpha_complement": 1 - alpha, "epsilon": epsilon, "weight_decay": float(decay)}
        yield Case(name, [p, g, v], outputs, attributes, [0.01])


@operation("adagrad")
def adagrad(numbers):
    for name, epsilon, decay in (("PyTorch's defaults", 1e-10, 0), ("weight decay", 1e-3, 0.01)):
        p, g, s = numbers.floats(COUNT), numbers.floats(COUNT), numbers.floats(COUNT, low=0, high=1)
        outputs = _step(torch.optim.Adagrad, p, g, {"sum": s}, lr=0.01, eps=epsilon, weight_decay=decay)
        yield Case(name, [p, g, s], outputs, {"epsilon": epsilon, "weight_decay": float(decay)}, [0.01])


@operation("clip_factor")
def clip_factor(numbers):
    shapes = [(3, 4), (1,), (70, 3)]
    for name, maximum in {"longer than allowed": 2.0, "shorter than allowed": 1000.0}.items():
        tensors = [numbers.floats(*shape) for shape in shapes]
        parameters = [torch.nn.Parameter(torch.zeros_like(tensor).double()) for tensor in tensors]
        for parameter, tensor in zip(parameters, tensors):
            parameter.grad = tensor.double()
        torch.nn.utils.clip_grad_norm_(parameters, maximum, foreach=False)
        # The factor is what became of an element.
        factor = (parameters[1].grad / tensors[1].double()).reshape(1)
        yield Case(name, tensors, [factor], {"maximum_norm": maximum})


@operation("scale")
def scale(numbers):
    x, factor = numbers.floats(3, 5), numbers.floats(1)
    yield Case("rows", [x, factor], [x.double() * factor.double()], relative=2.0**-24, floor=0)
