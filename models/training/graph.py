"""ONNX graphs of a model: one whose products are int8, one that computes them in fp32 from the same stored weights.

Rows of tokens [tokens, 384]; only attention sees [batch, sequence, 384]. A norm is computed twice: for the residual,
with the bias of the layer that will be added to it, and smoothed for the product. Word embeddings stay as their origin
has them: 4 bits, in blocks of 32 with a scale. Large tensors stand in one file beside the graphs, which they share."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from blocks import GELU_SHIFT
from encoder import EPSILON, HEADS, HIDDEN

MICROSOFT = {"BiasGelu", "MatMulIntegerToFloat", "MultiHeadAttention", "GatherBlockQuantized"}
BLOCK = 32
OPSET = 21
SMALL = 1024  # bytes; what is larger stands in the shared file
OUTPUTS = {"sentiment": 3, "emotion": 28, "toxicity": 1, "embedding": HIDDEN}


class Weights:
    """The file of large tensors: each written once, wherever it is used."""

    def __init__(self, file):
        self.file, self.stream, self.places = file, open(file, "wb"), {}

    def place(self, name, content):
        if name not in self.places:
            self.stream.write(b"\0" * (-self.stream.tell() % 64))
            self.places[name] = (self.stream.tell(), len(content))
            self.stream.write(content)
        return self.places[name]


class Graph:
    """Nodes and tensors, in the order of their making."""

    def __init__(self, weights):
        self.weights, self.nodes, self.tensors = weights, [], {}

    def constant(self, name, value, kind=None):
        """A tensor; `kind`: INT4, whose values come packed, two a byte."""
        if name in self.tensors:
            return name
        if kind is None:
            tensor = numpy_helper.from_array(np.ascontiguousarray(value), name)
        else:
            tensor = TensorProto(name=name, data_type=kind, dims=[value.shape[0], value.shape[1] * 2], raw_data=value.tobytes())
        if len(tensor.raw_data) > SMALL:
            offset, length = self.weights.place(name, tensor.raw_data)
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            for key, said in (("location", self.weights.file.name), ("offset", offset), ("length", length)):
                tensor.external_data.add(key=key, value=str(said))
        self.tensors[name] = tensor
        return name

    def node(self, op, inputs, output, **attributes):
        domain = {"domain": "com.microsoft"} if op in MICROSOFT else {}
        self.nodes.append(helper.make_node(op, inputs, [output] if isinstance(output, str) else output, **domain, **attributes))
        return output


class Builder:
    def __init__(self, model, blocks, words, weights, int8):
        """words: (packed 4-bit values [pieces, 192], scales fp16 [pieces, 12])."""
        self.model, self.blocks, self.words, self.int8 = model, blocks, words, int8
        self.graph = Graph(weights)

    def build(self):
        g = self.graph
        g.node("Shape", ["input_ids"], "batch_sequence")
        rows, norm = self.embeddings(), self.model.norm
        for number, layer in enumerate(self.model.layers):
            rows, norm = self.layer(f"l{number}", layer, self.blocks.layers[number], rows, norm)
        self.heads(self.three_axes(self.norm(rows, norm, "hidden"), "hidden_states"))
        value = helper.make_tensor_value_info
        inputs = [value("input_ids", TensorProto.INT64, ["batch", "sequence"]),
                  value("attention_mask", TensorProto.INT64, ["batch", "sequence"]),
                  value("pool", TensorProto.FLOAT, ["batch", "segment", "sequence"])]
        outputs = [value(name, TensorProto.FLOAT, ["batch", "segment", size]) for name, size in OUTPUTS.items()]
        graph = helper.make_graph(g.nodes, "verbatim", inputs, outputs, list(g.tensors.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="verbatim")

    def embeddings(self):
        g = self.graph
        zero, one = (g.constant(name, np.array([i], np.int64)) for i, name in enumerate(("zero", "one")))
        g.constant("rows", np.array([-1, HIDDEN], np.int64))
        g.constant("width", np.array([HIDDEN], np.int64))
        g.constant("shift", GELU_SHIFT)
        g.constant("least", np.float32(1e-10))
        g.constant("order", self.blocks.order)
        packed, scales = self.words
        g.node("Cast", [g.constant("word_scales", scales)], "word_scale", to=TensorProto.FLOAT)
        g.node("GatherBlockQuantized", [g.constant("words", packed, TensorProto.INT4), "input_ids", "word_scale"], "word",
               block_size=BLOCK, gather_axis=0, quantize_axis=1)
        g.node("Gather", ["batch_sequence", one], "sequence")
        g.node("Slice", [g.constant("positions", self.model.positions.detach().numpy()), zero, "sequence", zero], "position")
        g.node("Add", ["word", "position"], "summed")
        g.node("Gather", ["summed", "order"], "embedded", axis=2)
        g.node("Concat", ["batch_sequence", "width"], "batch_sequence_width", axis=0)
        rows = g.node("Reshape", ["embedded", "rows"], "embedded_rows")
        g.node("Shape", [rows], "rows_width")
        g.node("Slice", ["rows_width", zero, one], "tokens")
        if self.int8:
            g.constant("flat", np.array([-1], np.int64))
            g.constant("unit", np.float32(1))
            for low in (0, 128):
                g.node("Expand", [g.constant(f"zero_{low}", np.array([low], np.uint8)), "tokens"], f"zeros_{low}")
                g.constant(f"scalar_{low}", np.uint8(low))
                g.constant(f"steps_{low}", np.float32(1 / (127 if low else 255)))
        g.node("Cast", ["attention_mask"], "padding", to=TensorProto.INT32)
        return rows

    def three_axes(self, rows, output):
        return self.graph.node("Reshape", [rows, "batch_sequence_width"], output)

    def norm(self, rows, norm, output, add=0, centre=0, factors=1):
        weight, bias = (part.detach().numpy()[self.blocks.order] for part in (norm.weight, norm.bias))
        g = self.graph
        weight = g.constant(f"{output}_weight", (weight / factors).astype(np.float32))
        bias = g.constant(f"{output}_bias", ((bias + add - centre) / factors).astype(np.float32))
        return g.node("LayerNormalization", [rows, weight, bias], output, axis=-1, epsilon=EPSILON)

    def product(self, rows, name, product, low=128):
        """rows x weight, without the bias; `low` 0: rows that are never under -GELU_SHIFT."""
        g = self.graph
        if low == 0:
            rows = g.node("Add", [rows, "shift"], f"{name}_shifted")
        values, scale = g.constant(f"{name}_values", product.values), g.constant(f"{name}_scale", product.scale)
        if not self.int8:
            g.node("Cast", [values], f"{name}_floats", to=TensorProto.FLOAT)
            g.node("Mul", [f"{name}_floats", scale], f"{name}_weight")
            return g.node("MatMul", [rows, f"{name}_weight"], f"{name}_product")
        top = rows if low == 0 else g.node("Abs", [rows], f"{name}_magnitude")
        g.node("ReduceMax", [top, "one"], f"{name}_top", keepdims=1)
        g.node("Max", [f"{name}_top", "least"], f"{name}_most")
        g.node("Mul", [f"{name}_most", f"steps_{low}"], f"{name}_step")
        g.node("Reshape", [f"{name}_step", "flat"], f"{name}_steps")
        g.node("QuantizeLinear", [rows, f"{name}_steps", f"zeros_{low}"], f"{name}_bytes", axis=0)
        g.node("MatMulIntegerToFloat", [f"{name}_bytes", values, "unit", scale, f"scalar_{low}"], f"{name}_unscaled")
        return g.node("Mul", [f"{name}_unscaled", f"{name}_step"], f"{name}_product")

    def layer(self, name, layer, block, rows, norm):
        """From the rows before a norm to the rows before the next."""
        g = self.graph
        smooth = lambda product: {"centre": product.centre, "factors": product.factors}
        read = self.norm(rows, norm, f"{name}_read", **smooth(block["projections"]))
        projected = self.product(read, f"{name}_attention", block["projections"])
        parts = [f"{name}_{part}" for part in ("query", "key", "value")]
        g.node("Split", [projected], [f"{part}_rows" for part in parts], axis=1, num_outputs=3)
        for part in parts:
            self.three_axes(f"{part}_rows", part)
        bias = g.constant(f"{name}_attention_bias", block["projections"].bias)
        g.node("MultiHeadAttention", [*parts, bias, "padding"], f"{name}_context", num_heads=HEADS)
        context = g.node("Reshape", [f"{name}_context", "rows"], f"{name}_context_rows")
        attended = self.product(context, f"{name}_output", block["output"])
        residual = self.norm(rows, norm, f"{name}_residual", add=block["output"].bias)
        rows, norm = g.node("Add", [attended, residual], f"{name}_attended"), layer.attention_norm

        read = self.norm(rows, norm, f"{name}_inner_read", **smooth(block["inner"]))
        grown = self.product(read, f"{name}_inner", block["inner"])
        active = g.node("BiasGelu", [grown, g.constant(f"{name}_inner_bias", block["inner"].bias)], f"{name}_active")
        shrunk = self.product(active, f"{name}_outer", block["outer"], low=0)
        residual = self.norm(rows, norm, f"{name}_inner_residual", add=block["outer"].bias)
        return g.node("Add", [shrunk, residual], f"{name}_done"), layer.norm

    def heads(self, hidden):
        g, model = self.graph, self.model
        spans = g.node("MatMul", ["pool", hidden], "spans")

        def linear(rows, part, name, output, order=slice(None)):
            weight = g.constant(f"{name}_weight", part.weight.detach().numpy().T[order])
            g.node("MatMul", [rows, weight], f"{name}_product")
            bias = g.constant(f"{name}_bias", part.bias.detach().numpy())
            return g.node("Add" if output else "BiasGelu", [f"{name}_product", bias], output or f"{name}_active")

        for name in ("sentiment", "emotion", "toxicity"):
            head = getattr(model, name)
            inner = linear(spans, head.inner, f"{name}_inner", None, self.blocks.order)
            linear(inner, head.outer, f"{name}_outer", name)
        linear(spans, model.embedding, "embedding", "embedding_raw", self.blocks.order)
        g.node("ReduceL2", ["embedding_raw", g.constant("last", np.array([-1], np.int64))], "embedding_length", keepdims=1)
        g.node("Max", ["embedding_length", "least"], "embedding_divisor")
        g.node("Div", ["embedding_raw", "embedding_divisor"], "embedding")
