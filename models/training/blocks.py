"""The weights of an encoder as the graphs hold them: rounded to int8, channels in an order that never saturates."""

import numpy as np
import torch

import batches
from encoder import HEADS, HIDDEN
from quantise import Product, Seen, pair_order, smoothing

GELU_SHIFT = np.float32(0.17)  # GELU never gives less than -0.17: its output is quantised from there up, in 256 steps


def watch(model, texts):
    """What each product of each layer reads, over the tokens of texts."""
    seen, hooks, current = {}, [], {}
    for number, layer in enumerate(model.layers):
        for name in ("projections", "output", "inner", "outer"):
            key = (number, name)
            seen[key] = Seen()
            hook = lambda _, inputs, key=key: seen[key].add(inputs[0][current["mask"]].numpy())
            hooks.append(getattr(layer, name).register_forward_pre_hook(hook))
    with torch.no_grad():
        for at in range(0, len(texts), 16):
            ids, mask, pool = batches.padded(texts[at : at + 16])
            current["mask"] = mask
            model.spans(ids, mask, pool)
    for hook in hooks:
        hook.remove()
    return seen


class Blocks:
    """`layers`: products of each layer by name; `order`: of the channels of the residual, which all layers share."""

    def __init__(self, model, seen):
        linear = lambda part: (part.weight.detach().numpy().T, part.bias.detach().numpy())
        self.layers = []
        for number, layer in enumerate(model.layers):
            look = lambda name: seen[number, name]
            wo, bo = linear(layer.output)
            centre, factors = smoothing(look("output"), wo)
            order = pair_order(wo * factors[:, None], HIDDEN // HEADS)
            output = Product(wo, bo, look("output"), centre, factors).take(order)
            wa, ba = (part.copy() for part in linear(layer.projections))
            # The weights of attention add to 1: what its values lose, its output loses.
            wv, bv = wa[:, 2 * HIDDEN :] / factors, (ba[2 * HIDDEN :] - centre) / factors
            wa[:, 2 * HIDDEN :], ba[2 * HIDDEN :] = wv[:, order], bv[order]
            projections = Product(wa, ba, look("projections"), *smoothing(look("projections"), wa))
            (wi, bi), (wf, bf) = linear(layer.inner), linear(layer.outer)
            order = pair_order(wf, len(wf))
            inner = Product(wi[:, order], bi[order], look("inner"), *smoothing(look("inner"), wi))
            outer = Product(wf, bf, look("outer"), -GELU_SHIFT, 1).take(order)
            self.layers.append({"projections": projections, "output": output, "inner": inner, "outer": outer})
        readers = [layer[name].weight for layer in self.layers for name in ("projections", "inner")]
        self.order = pair_order(np.concatenate(readers, axis=1), HIDDEN)
        for layer in self.layers:
            for name in ("projections", "inner"):
                layer[name].take(self.order)
            for name in ("output", "outer"):
                layer[name].give(self.order)
            for product in layer.values():
                product.round()
