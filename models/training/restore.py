"""The weights of an exported model folder, back as a checkpoint: python restore.py FOLDER [--work FOLDER] [--step N]

For when the checkpoints are gone, or to train a shipped model on. What the graph computes is what the checkpoint
computes, but for the rounding of activations: factors between channels that cancel out are left where the graph has
them. Layers that training keeps as their origin has them are taken from there.
Checks the result against FOLDER/expected.json. Writes WORK/pupil/step-….pt; train.py goes on with it, its rate warmed
up anew."""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import batches
import checkpoint
import tokenizer
from blocks import GELU_SHIFT
from encoder import HIDDEN, load_origin
from pupil_state import FROZEN, LAYERS
from run import say

HERE = Path(__file__).parent
TOLERANCE = 0.3  # of a logit, as in expected.json


class Shipped:
    """Tensors of a graph by name; channels of the residual in the order of the origin."""

    def __init__(self, folder):
        graph = onnx.load(str(folder / "onnx/model_int8_rows.onnx")).graph
        self.tensors = {tensor.name: numpy_helper.to_array(tensor, str(folder / "onnx"))
                        for tensor in graph.initializer if tensor.data_type != onnx.TensorProto.INT4}
        self.order = self.tensors["order"]

    def back(self, values, axis=-1):
        made = np.empty_like(values)
        np.moveaxis(made, axis, 0)[self.order] = np.moveaxis(values, axis, 0)
        return made

    def residual(self, name):
        return self.back(self.tensors[name])

    def product(self, name):
        """[in, out], as stored."""
        return self.tensors[f"{name}_values"] * self.tensors[f"{name}_scale"]

    def read(self, name, norm, product):
        """(weight [in, out], what its bias loses) of a product that reads a smoothed norm with weight and bias `norm`."""
        factors = norm[0] / self.residual(f"{name}_weight")
        centre = norm[1] - self.residual(f"{name}_bias") * factors
        weight = self.back(product, 0) / factors[:, None]
        return weight, centre @ weight

    def head(self, name):
        """weight [out, in] and bias of the layers that read the means of the hidden states, and those behind them."""
        inner = {"weight": self.back(self.tensors[f"{name}_inner_weight"], 0).T, "bias": self.tensors[f"{name}_inner_bias"]}
        outer = {"weight": self.tensors[f"{name}_outer_weight"].T, "bias": self.tensors[f"{name}_outer_bias"]}
        return {f"{name}.{part}.{key}": value for part, layer in (("inner", inner), ("outer", outer)) for key, value in layer.items()}


def restored(folder, model):
    """State of the layers that are trained and of the heads, by name. `model`: the origin, whose biases decide between
    those of a norm and of the product added to it, which the graph holds as one sum."""
    shipped, state = Shipped(folder), {}
    origin = {key: value.detach().numpy() for key, value in model.named_parameters()}
    norm = (origin[f"layers.{FROZEN - 1}.norm.weight"], origin[f"layers.{FROZEN - 1}.norm.bias"])
    for number in range(FROZEN, LAYERS):
        name, at = f"l{number}", f"layers.{number}"
        put = lambda part, weight, bias: state.update({f"{at}.{part}.weight": weight.T, f"{at}.{part}.bias": bias})
        weight, moved = shipped.read(f"{name}_read", norm, shipped.product(f"{name}_attention"))
        put("projections", weight, shipped.tensors[f"{name}_attention_bias"] - moved)
        put("output", shipped.back(shipped.product(f"{name}_output")), shipped.residual(f"{name}_residual_bias") - norm[1])
        after = f"{name}_inner_residual"
        shift = GELU_SHIFT * (outer := shipped.back(shipped.product(f"{name}_outer"))).sum(0)
        put("outer", outer, origin[f"{at}.outer.bias"])
        norm = (shipped.residual(f"{after}_weight"), shipped.residual(f"{after}_bias") - origin[f"{at}.outer.bias"] + shift)
        state.update({f"{at}.attention_norm.weight": norm[0], f"{at}.attention_norm.bias": norm[1]})
        weight, moved = shipped.read(f"{name}_inner_read", norm, shipped.product(f"{name}_inner"))
        put("inner", weight, shipped.tensors[f"{name}_inner_bias"] - moved)
        if number + 1 < LAYERS:
            next_bias = origin[f"layers.{number + 1}.output.bias"]
            norm = (shipped.residual(f"l{number + 1}_residual_weight"), shipped.residual(f"l{number + 1}_residual_bias") - next_bias)
        else:
            norm = (shipped.residual("hidden_weight"), shipped.residual("hidden_bias"))
        state.update({f"{at}.norm.weight": norm[0], f"{at}.norm.bias": norm[1]})
    for name in ("sentiment", "emotion", "toxicity"):
        state.update(shipped.head(name))
    state.update({"embedding.weight": shipped.back(shipped.tensors["embedding_weight"], 0).T, "embedding.bias": shipped.tensors["embedding_bias"]})
    return {key: torch.tensor(np.ascontiguousarray(value, np.float32)) for key, value in state.items()}


def difference(folder, model, pieces):
    """The largest of sentiment's logits, against what the folder says of its example texts."""
    cases = json.loads((folder / "expected.json").read_text())["cases"]
    with torch.no_grad():
        made = [model.eval()(*batches.padded([ids]))[0][0, 0].numpy() for ids in batches.encode(pieces, [case["text"] for case in cases])]
    return float(np.abs(np.array(made) - [case["sentiment_logits"] for case in cases]).max())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--step", type=int, default=0, help="that the folder's training had come to")
    arguments = parser.parse_args()
    model = load_origin(arguments.work / "e5", LAYERS)
    model.freeze(FROZEN)
    state = restored(arguments.folder, model)
    # A graph has no head of moods, which serves training alone: that one begins anew.
    trained = {key: parameter.detach() for key, parameter in model.named_parameters() if parameter.requires_grad}
    unknown = {key for key in trained if key not in state and not key.startswith("mood.")}
    assert not unknown and not set(state) - set(trained), (unknown, set(state) - set(trained))
    weights = {**trained, **state}
    model.load_state_dict(state, strict=False)
    pieces, _ = tokenizer.origin(arguments.work / "e5")
    if (off := difference(arguments.folder, model, pieces)) > TOLERANCE:
        raise SystemExit(f"{arguments.folder}: restored weights differ from expected.json by {off:.2f}, at most {TOLERANCE} is allowed")
    checkpoint.save(arguments.work / "pupil", arguments.step, dict(model=weights, average=weights, step=arguments.step))
    say(f"{arguments.folder} → a checkpoint of step {arguments.step}; logits differ by {off:.3f} at most")


if __name__ == "__main__":
    main()
