"""Makes the int8 precision of an embedded model: python models/quantise.py MODEL_FOLDER TEXTS.jsonl.gz OUT.onnx

    pip install numpy==2.4.6 onnx==1.23.2 onnxruntime==1.30.0 tokenizers==0.22.2

Weights: int8, a scale per output channel. Activations: 8 bits, a scale per token, computed when the graph runs; so
what a text gets does not depend on its neighbours in the batch, which dynamic quantisation with one scale per tensor
cannot say. Matrix products of attention, layer norms, embeddings and heads stay fp32.

- Factors per input channel move outliers of activations into weights (SmoothQuant, Xiao et al. 2023), and each
  channel is centred (Outlier Suppression+, Wei et al. 2023); norms and values of attention do both at no cost.
- GELU never gives less than -0.17: its output is quantised from there up, with all 256 steps.
- No saturation. Without VNNI, x86 adds two products of u8 and s8 in 16 bits (VPMADDUBSW). A weight's scale is chosen
  so that no pair of neighbouring weights can reach 2^15, and channels are ordered so that this costs little. So AVX2
  and VNNI give the same integers.
"""

import gzip
import json
import pathlib
import re
import sys

import numpy as np
import onnx
import onnxruntime
import tokenizers
from onnx import TensorProto, helper, numpy_helper

ALPHA = 0.8
GELU_SHIFT = np.float32(0.17)
MOST = 127
# 255 times the sum of two neighbours has to stay under 2^15.
MOST_PAIR = 128
DAMPING = 0.01
CALIBRATION_STEP = 40
HIDDEN = "/m/bert/encoder/layer.{}/output/LayerNorm/LayerNormalization_output_0"


class Source:
    """The fp32 graph: its weights by the names of transformers' BertModel."""

    def __init__(self, folder):
        self.folder = folder
        self.manifest = json.loads((folder / "verbatim.json").read_text())
        self.config = json.loads((folder / "config.json").read_text())
        self.model = onnx.load(folder / self.manifest["graph"])
        self.arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in self.model.graph.initializer}
        self.inputs, self.weights = {}, {}
        for node in self.model.graph.node:
            path = re.match(r"/m/bert/encoder/layer\.(.+)/MatMul_output_0", node.output[0])
            if node.op_type == "MatMul" and path and f"{node.input[1]}_q" in self.arrays:
                name = path[1].replace("/", ".")
                self.inputs[name] = node.input[0]
                self.weights[name] = self.stored(node.input[1])

    def stored(self, name):
        return self.arrays[f"{name}_q"].astype(np.float32) * self.arrays[f"{name}_s"]

    def layer(self, layer, name, parameter):
        return self.arrays[f"m.bert.encoder.layer.{layer}.{name}.{parameter}"]

    def inputs_seen(self, texts):
        """What each matrix product reads, over real tokens: ranges of the channels, mean and covariance."""
        probe = onnx.ModelProto()
        probe.CopyFrom(self.model)
        wanted = sorted(set(self.inputs.values()))
        del probe.graph.output[:]
        probe.graph.output.extend(helper.make_tensor_value_info(x, TensorProto.FLOAT, None) for x in wanted)
        session = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
        tokenizer = tokenizers.Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.enable_truncation(self.manifest["max_length"])
        tokenizer.enable_padding()
        seen = {name: Seen() for name in wanted}
        for at in range(0, len(texts), 16):
            encodings = tokenizer.encode_batch(texts[at : at + 16])
            ids, mask = (np.array([getattr(e, k) for e in encodings]) for k in ("ids", "attention_mask"))
            feed = {"input_ids": ids, "attention_mask": mask}
            feed[self.manifest["pool"]["input"]] = mask[:, None].astype(np.float32)
            for name, value in zip(wanted, session.run(wanted, feed)):
                seen[name].add(value[mask.astype(bool)])
        return {name: seen[node] for name, node in self.inputs.items()}


class Seen:
    """Moments and ranges of the rows of a matrix product's input."""

    def __init__(self):
        self.count, self.sum, self.products, self.low, self.high = 0, 0, 0, np.inf, -np.inf

    def add(self, rows):
        self.low, self.high = np.minimum(self.low, rows.min(axis=0)), np.maximum(self.high, rows.max(axis=0))
        rows = rows.astype(np.float64)
        self.count, self.sum, self.products = self.count + len(rows), self.sum + rows.sum(0), self.products + rows.T @ rows

    @property
    def mean(self):
        return self.sum / self.count

    @property
    def covariance(self):
        return self.products / self.count - np.outer(self.mean, self.mean)


def smoothing(seen, weight):
    """Centres that the input loses, and factors that it is then divided by and the rows of the weight multiplied."""
    rows = np.maximum(np.abs(weight).max(axis=1), 1e-5)
    factors = np.maximum((seen.high - seen.low) / 2, 1e-5) ** ALPHA / rows ** (1 - ALPHA)
    return (seen.low + seen.high) / 2, (factors / np.exp(np.log(factors).mean())).astype(np.float32)


def pair_order(weight, group, tries=20_000):
    """An order of input channels, within groups of `group`, in which sums of neighbours (2k, 2k + 1) stay small
    beside the largest weight of each output channel: a search by random exchanges."""
    weight = weight / np.abs(weight).max(axis=0)
    order = np.arange(len(weight)).reshape(-1, 2)
    random = np.random.default_rng(0)
    sums = np.abs(weight[order].sum(axis=1))
    cost = lambda most: (np.maximum(most, 1) ** 2).sum()
    leading, now = np.argsort(-sums, axis=0)[:3], cost(sums.max(axis=0))
    columns = np.arange(weight.shape[1])
    per_group = group // 2
    for _ in range(tries):
        first = int(leading[0][random.choice(columns)])
        second = int(random.integers(per_group)) + first // per_group * per_group
        if first == second:
            continue
        (a, b), (c, d) = order[first], order[second]
        rest = np.zeros(len(columns), np.float32)
        for rank in reversed(range(3)):
            other = (leading[rank] != first) & (leading[rank] != second)
            rest = np.where(other, sums[leading[rank], columns], rest)
        for pairs in (((a, c), (b, d)), ((a, d), (c, b))):
            changed = [np.abs(weight[x] + weight[y]) for x, y in pairs]
            then = cost(np.maximum(rest, np.maximum(*changed)))
            if then < now:
                order[first], order[second] = pairs
                sums[first], sums[second] = changed
                stale = ((leading == first) | (leading == second)).any(axis=0)
                stale |= np.maximum(*changed) > sums[leading[2], columns]
                leading[:, stale] = np.argsort(-sums[:, stale], axis=0)[:3]
                now = then
                break
    return order.reshape(-1)


def quantise(weight, covariance):
    """int8 values [in, out] of which no two neighbours add to more than MOST_PAIR, and a scale per output. What
    rounding one input channel does is made up for by those after it (GPTQ, Frantar et al. 2023)."""
    sums = np.abs(weight.reshape(-1, 2, weight.shape[1]).sum(axis=1))
    scale = np.maximum(np.abs(weight).max(axis=0) / MOST, sums.max(axis=0) / MOST_PAIR).astype(np.float32)
    damped = covariance + DAMPING * np.diag(covariance).mean() * np.eye(len(weight))
    factor = np.linalg.cholesky(np.linalg.inv(damped)).T
    rest, values = (weight / scale).astype(np.float64), np.zeros(weight.shape)
    for row in range(len(weight)):
        values[row] = np.clip(np.round(rest[row]), -MOST, MOST)
        if row % 2:
            values[row] = np.clip(values[row], -MOST_PAIR - values[row - 1], MOST_PAIR - values[row - 1])
        error = (rest[row] - values[row]) / factor[row, row]
        rest[row + 1 :] -= np.outer(factor[row, row + 1 :], error)
    return values.astype(np.int8), scale


class Graph:
    """Nodes and weights, in the order of their making."""

    def __init__(self):
        self.nodes, self.tensors = [], {}

    def constant(self, name, value):
        self.tensors.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op, inputs, output, **attributes):
        domain = {"domain": "com.microsoft"} if op in MICROSOFT else {}
        self.nodes.append(helper.make_node(op, inputs, [output] if isinstance(output, str) else output, **domain, **attributes))
        return output


MICROSOFT = {"BiasGelu", "MatMulIntegerToFloat", "MultiHeadAttention"}


class Product:
    """rows x weight + bias, as ((rows - centre) / factors) x values x scale + bias."""

    def __init__(self, weight, bias, seen, centre, factors):
        width = len(weight)
        self.centre, self.factors = np.broadcast_to(centre, width), np.broadcast_to(factors, width)
        self.weight, self.bias = weight * self.factors[:, None], bias + self.centre @ weight
        self.mean = (seen.mean - self.centre) / self.factors
        self.covariance = seen.covariance / np.outer(self.factors, self.factors)

    def take(self, order):
        """Puts the input channels into another order."""
        self.weight, self.mean, self.covariance = self.weight[order], self.mean[order], self.covariance[order][:, order]
        self.centre, self.factors = self.centre[order], self.factors[order]
        return self

    def give(self, order):
        """Puts the output channels into another order."""
        self.weight, self.bias = self.weight[:, order], self.bias[order]

    def quantise(self):
        self.values, self.scale = quantise(self.weight, self.covariance)
        # The mean of what rounding changes goes with the bias.
        self.bias = (self.bias + self.mean @ (self.weight - self.values * self.scale)).astype(np.float32)


class Encoder:
    """BERT over rows of tokens [tokens, width]; only attention sees [batch, sequence, width]. A norm is computed
    twice: for the residual, with the bias of the layer that will be added to it, and smoothed for the product."""

    def __init__(self, source, seen):
        self.source, self.graph, self.seen = source, Graph(), seen
        self.width, self.heads = source.config["hidden_size"], source.config["num_attention_heads"]
        self.layers = source.config["num_hidden_layers"]
        self.plan()

    def plan(self):
        """Smoothed weights of each layer, and the order of the channels between them."""
        self.blocks = []
        for layer in range(self.layers):
            weight = lambda name: self.source.weights[f"{layer}.{name}"]
            bias = lambda name: self.source.layer(layer, name, "bias")
            seen = lambda name: self.seen[f"{layer}.{name}"]
            heads = [f"attention.self.{name}" for name in ("query", "key", "value")]
            (wq, wk, wv), (bq, bk, bv) = map(weight, heads), map(bias, heads)
            wo, bo = weight("attention.output.dense"), bias("attention.output.dense")
            centre, factors = smoothing(seen("attention.output.dense"), wo)
            # The weights of attention add to 1: what its values lose, its output loses.
            wv, bv = wv / factors, (bv - centre) / factors
            order = pair_order(wo * factors[:, None], self.width // self.heads)
            wv, bv = wv[:, order], bv[order]
            output = Product(wo, bo, seen("attention.output.dense"), centre, factors).take(order)
            wa, ba = np.concatenate([wq, wk, wv], axis=1), np.concatenate([bq, bk, bv])
            attention = Product(wa, ba, seen(heads[0]), *smoothing(seen(heads[0]), wa))
            wi, bi = weight("intermediate.dense"), bias("intermediate.dense")
            wf, bf = weight("output.dense"), bias("output.dense")
            order = pair_order(wf, len(wf))
            inner = seen("intermediate.dense")
            inner = Product(wi[:, order], bi[order], inner, *smoothing(inner, wi))
            outer = Product(wf, bf, seen("output.dense"), -GELU_SHIFT, 1).take(order)
            self.blocks.append({"attention": attention, "output": output, "inner": inner, "outer": outer})
        # One order for the residual, which all layers share.
        readers = [block[name].weight for block in self.blocks for name in ("attention", "inner")]
        self.order = pair_order(np.concatenate(readers, axis=1), self.width)
        for block in self.blocks:
            for name in ("attention", "inner"):
                block[name].take(self.order)
            for name in ("output", "outer"):
                block[name].give(self.order)
            for product in block.values():
                product.quantise()

    def build(self):
        g = self.graph
        g.node("Shape", ["input_ids"], "batch_sequence")
        rows, norm = self.embeddings(), "m.bert.embeddings.LayerNorm"
        for layer in range(self.layers):
            rows, norm = self.layer(layer, rows, norm)
        return self.three_axes(self.norm(rows, norm, "hidden"), HIDDEN.format(self.layers - 1))

    def embeddings(self):
        g, arrays, prefix = self.graph, self.source.arrays, "m.bert.embeddings."
        words = prefix + "word_embeddings.weight"
        at_zero, at_one = (g.constant(name, np.array([i], np.int64)) for i, name in enumerate(("zero", "one")))
        g.constant("rows", np.array([-1, self.width], np.int64))
        g.constant("flat", np.array([-1], np.int64))
        g.constant("width", np.array([self.width], np.int64))
        g.constant("unit", np.float32(1))
        g.constant("shift", GELU_SHIFT)
        g.constant("least", np.float32(1e-10))
        positions = self.source.stored(prefix + "position_embeddings.weight") + arrays[prefix + "token_type_embeddings.weight"][0]
        g.node("Gather", [g.constant("words", arrays[words + "_q"][:, self.order]), "input_ids"], "word_values")
        g.node("Cast", ["word_values"], "word_floats", to=TensorProto.FLOAT)
        g.node("Gather", [g.constant("word_scales", arrays[words + "_s"]), "input_ids"], "word_scale")
        g.node("Mul", ["word_floats", "word_scale"], "word")
        g.node("Gather", ["batch_sequence", at_one], "sequence")
        g.node("Slice", [g.constant("positions", positions[:, self.order]), at_zero, "sequence", at_zero], "position")
        g.node("Add", ["word", "position"], "embedded")
        g.node("Concat", ["batch_sequence", "width"], "batch_sequence_width", axis=0)
        rows = g.node("Reshape", ["embedded", "rows"], "embedded_rows")
        g.node("Shape", [rows], "rows_width")
        g.node("Slice", ["rows_width", at_zero, at_one], "tokens")
        for zero in (0, 128):
            g.node("Expand", [g.constant(f"zero_{zero}", np.array([zero], np.uint8)), "tokens"], f"zeros_{zero}")
            g.constant(f"scalar_{zero}", np.uint8(zero))
            g.constant(f"steps_{zero}", np.float32(1 / (127 if zero else 255)))
        g.node("Cast", ["attention_mask"], "padding", to=TensorProto.INT32)
        return rows

    def three_axes(self, rows, output):
        return self.graph.node("Reshape", [rows, "batch_sequence_width"], output)

    def norm(self, rows, name, output, add=0, centre=0, factors=1):
        weight, bias = (self.source.arrays[f"{name}.{key}"][self.order] for key in ("weight", "bias"))
        g = self.graph
        weight = g.constant(f"{output}_weight", (weight / factors).astype(np.float32))
        bias = g.constant(f"{output}_bias", ((bias + add - centre) / factors).astype(np.float32))
        return g.node("LayerNormalization", [rows, weight, bias], output, axis=-1, epsilon=1e-12)

    def product(self, rows, name, product, zero=128):
        """rows x weight, through 8 bits; without the bias."""
        g = self.graph
        if zero == 0:
            rows = top = g.node("Add", [rows, "shift"], f"{name}_shifted")
        else:
            top = g.node("Abs", [rows], f"{name}_magnitude")
        g.node("ReduceMax", [top], f"{name}_top", axes=[1], keepdims=1)
        g.node("Max", [f"{name}_top", "least"], f"{name}_most")
        g.node("Mul", [f"{name}_most", f"steps_{zero}"], f"{name}_step")
        g.node("Reshape", [f"{name}_step", "flat"], f"{name}_steps")
        g.node("QuantizeLinear", [rows, f"{name}_steps", f"zeros_{zero}"], f"{name}_bytes", axis=0)
        stored = [g.constant(f"{name}_values", product.values), "unit", g.constant(f"{name}_scale", product.scale)]
        g.node("MatMulIntegerToFloat", [f"{name}_bytes", *stored, f"scalar_{zero}"], f"{name}_unscaled")
        return g.node("Mul", [f"{name}_unscaled", f"{name}_step"], f"{name}_product")

    def layer(self, layer, rows, norm):
        """From the rows before a norm to the rows before the next."""
        g, block, name, path = self.graph, self.blocks[layer], f"l{layer}", f"m.bert.encoder.layer.{layer}."
        smooth = lambda product: {"centre": product.centre, "factors": product.factors}
        read = self.norm(rows, norm, f"{name}_read", **smooth(block["attention"]))
        projected = self.product(read, f"{name}_attention", block["attention"])
        parts = [f"{name}_{part}" for part in ("query", "key", "value")]
        g.node("Split", [projected], [f"{part}_rows" for part in parts], axis=1)
        for part in parts:
            self.three_axes(f"{part}_rows", part)
        bias = g.constant(f"{name}_attention_bias", block["attention"].bias)
        g.node("MultiHeadAttention", [*parts, bias, "padding"], f"{name}_context", num_heads=self.heads)
        context = g.node("Reshape", [f"{name}_context", "rows"], f"{name}_context_rows")
        attended = self.product(context, f"{name}_output", block["output"])
        residual = self.norm(rows, norm, f"{name}_residual", add=block["output"].bias)
        rows, norm = g.node("Add", [attended, residual], f"{name}_attended"), f"{path}attention.output.LayerNorm"

        read = self.norm(rows, norm, f"{name}_inner_read", **smooth(block["inner"]))
        grown = self.product(read, f"{name}_inner", block["inner"])
        bias = g.constant(f"{name}_inner_bias", block["inner"].bias)
        active = g.node("BiasGelu", [grown, bias], f"{name}_active")
        shrunk = self.product(active, f"{name}_outer", block["outer"], zero=0)
        residual = self.norm(rows, norm, f"{name}_inner_residual", add=block["outer"].bias)
        return g.node("Add", [shrunk, residual], f"{name}_done"), f"{path}output.LayerNorm"


def join(source, encoder):
    """The encoder, and the heads of the source behind it."""
    model = onnx.ModelProto()
    model.CopyFrom(source.model)
    graph, made = model.graph, encoder.graph
    hidden = encoder.build()
    needed, heads = {value.name for value in graph.output}, []
    for node in reversed(graph.node):
        if needed & set(node.output) and hidden not in node.output:
            needed |= set(node.input)
            heads.append(node)
        needed -= {hidden}
    # The heads read the mean of the hidden channels, which stand in another order now.
    pooled = {node.output[0] for node in heads if hidden in node.input}
    reads = {node.input[1] for node in heads if node.op_type == "MatMul" and node.input[0] in pooled}
    kept = [tensor for tensor in graph.initializer if tensor.name in needed]
    for tensor in kept:
        if re.sub(r"_q$", "", tensor.name) in reads:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor)[encoder.order], tensor.name))
    nodes = made.nodes + heads[::-1]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *made.tensors.values()])
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return model


def main(folder, texts_file, out):
    with gzip.open(texts_file, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines][::CALIBRATION_STEP]
    source = Source(folder)
    model = join(source, Encoder(source, source.inputs_seen(texts)))
    onnx.save(model, out)
    print(json.dumps({"calibration_texts": len(texts), "bytes": out.stat().st_size}))


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:4]))
