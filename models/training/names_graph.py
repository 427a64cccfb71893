"""Adds the head of names to the graphs of a model folder, and to its manifest.

The nodes read tensors that the graphs compute anyway; nothing else of a graph changes. A head that stands there is
replaced. Its weights stand behind the others in weights.bin."""

import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from graph import MICROSOFT, SMALL
from names_features import LABELS

OUTPUT = "names"
PREFIX = "names_"
GRAPHS = ("onnx/model.onnx", "onnx/model_int8_rows.onnx")


def tensors(model):
    """Weights of the head as the nodes read them."""
    value = lambda parameter: parameter.detach().numpy().astype(np.float32)
    return {
        "names_first_weight": value(model.first.weight).T, "names_first_bias": value(model.first.bias),
        "names_near_weight": value(model.near.weight), "names_near_bias": value(model.near.bias),
        "names_last_weight": value(model.last.weight).T, "names_last_bias": value(model.last.bias),
        "names_inner": np.array([model.first.bias.shape[0]], np.int64), "names_column": np.array([2], np.int64)}


def nodes(inputs, reach):
    """From rows [tokens, 384] or [batch, sequence, 384] to logits [batch, sequence, labels]."""
    made = []

    def node(op, read, output, **attributes):
        domain = {"domain": "com.microsoft"} if op in MICROSOFT else {}
        made.append(helper.make_node(op, read, [output], **domain, **attributes))
        return output

    flat = [name if name != "hidden_states" else "hidden" for name in inputs]
    node("Concat", flat, "names_features", axis=1)
    node("MatMul", ["names_features", "names_first_weight"], "names_first_product")
    node("BiasGelu", ["names_first_product", "names_first_bias"], "names_first")
    node("Concat", ["batch_sequence", "names_inner"], "names_shape", axis=0)
    node("Reshape", ["names_first", "names_shape"], "names_rows")
    node("Cast", ["attention_mask"], "names_mask", to=TensorProto.FLOAT)
    node("Unsqueeze", ["names_mask", "names_column"], "names_real")
    node("Mul", ["names_rows", "names_real"], "names_own")
    node("Transpose", ["names_own"], "names_across", perm=[0, 2, 1])
    node("Conv", ["names_across", "names_near_weight"], "names_near_product", kernel_shape=[reach], pads=[reach // 2] * 2)
    node("Transpose", ["names_near_product"], "names_near_rows", perm=[0, 2, 1])
    node("BiasGelu", ["names_near_rows", "names_near_bias"], "names_near")
    node("Concat", ["names_near", "names_own"], "names_both", axis=2)
    node("MatMul", ["names_both", "names_last_weight"], "names_last_product")
    node("Add", ["names_last_product", "names_last_bias"], OUTPUT)
    return made


def add(folder, model, inputs, thresholds):
    weights = tensors(model)
    large = {name: value for name, value in weights.items() if value.nbytes > SMALL}
    places = append(folder / "onnx/weights.bin", end_of(folder), large)
    for file in GRAPHS:
        made = without(onnx.load(str(folder / file), load_external_data=False))
        for name, value in weights.items():
            tensor = numpy_helper.from_array(np.ascontiguousarray(value), name)
            if name in places:
                tensor.ClearField("raw_data")
                tensor.data_location = TensorProto.EXTERNAL
                for key, said in (("location", "weights.bin"), ("offset", places[name]), ("length", value.nbytes)):
                    tensor.external_data.add(key=key, value=str(said))
            made.graph.initializer.append(tensor)
        made.graph.node.extend(nodes(inputs, model.near.weight.shape[2]))
        made.graph.output.append(helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", "sequence", len(LABELS)]))
        (folder / file).write_bytes(made.SerializeToString())
        onnx.checker.check_model(str(folder / file))
    manifest = json.loads((folder / "verbatim.json").read_text())
    manifest["heads"]["names"] = dict(output=OUTPUT, type="tokens", labels=LABELS, threshold=thresholds)
    (folder / "verbatim.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")


def without(made):
    """The graph before it had this head."""
    graph = made.graph
    for field, name in (("node", lambda node: node.output[0]), ("initializer", lambda tensor: tensor.name), ("output", lambda output: output.name)):
        kept = [item for item in getattr(graph, field) if name(item) != OUTPUT and not name(item).startswith(PREFIX)]
        graph.ClearField(field)
        getattr(graph, field).extend(kept)
    return made


def end_of(folder):
    """Where the weights of the other heads end."""
    ends = [0]
    for file in GRAPHS:
        for tensor in without(onnx.load(str(folder / file), load_external_data=False)).graph.initializer:
            said = {entry.key: entry.value for entry in tensor.external_data}
            if said:
                ends.append(int(said["offset"]) + int(said["length"]))
    return max(ends)


def append(file, end, values):
    """Writes tensors behind `end`, each at a multiple of 64; where each begins."""
    places = {}
    with open(file, "r+b") as stream:
        stream.truncate(end)
        stream.seek(end)
        for name, value in values.items():
            stream.write(b"\0" * (-stream.tell() % 64))
            places[name] = stream.tell()
            stream.write(np.ascontiguousarray(value).tobytes())
    return places
