"""Makes from a Verbatim model folder what each peer can load: the same encoder and sentiment weights.

    python export_model.py MODEL_FOLDER OUT_FOLDER TEXTS_FILE

OUT/plain      Hugging Face layout: input_ids, attention_mask -> logits [batch, 3]. The mean over all tokens, which
               the model takes as an input (`pool`), is computed inside; weights stored as int8 are folded to fp32.
               onnx/model.onnx is fp32, onnx/model_quantized.onnx dynamic int8, model.safetensors is for torch.
OUT/sentiment  Verbatim layout: the model's own graph and weights with all heads but sentiment cut away.

Compares the plain graph with the model over the texts, and fails above 1e-4. Prints one line of JSON.
"""

import json
import pathlib
import re
import shutil
import sys

import numpy as np
import onnx
import onnxruntime
import tokenizers
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import save_file

source, out, texts_file = (pathlib.Path(argument) for argument in sys.argv[1:4])
manifest = json.loads((source / "verbatim.json").read_text())
head = manifest["heads"]["sentiment"]


def prune(model, output):
    """Keeps the nodes and weights that `output` needs."""
    needed, kept = {output}, []
    for node in reversed(model.graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.append(node)
    del model.graph.node[:]
    model.graph.node.extend(reversed(kept))
    for field in (model.graph.initializer, model.graph.input):
        unused = [value for value in field if value.name not in needed]
        for value in unused:
            field.remove(value)
    others = [value for value in model.graph.output if value.name != output]
    for value in others:
        model.graph.output.remove(value)


def fold(model):
    """Makes fp32 weights of those stored as int8 with a scale. Stored are two patterns: Cast(int8) * scale, and for
    embeddings Cast(Gather(int8, ids)) * Gather(scale, ids)."""
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    makers = {output: node for node in model.graph.node for output in node.output}
    for node in list(model.graph.node):
        cast = makers.get(node.input[0]) if node.op_type == "Mul" else None
        if cast is None or cast.op_type != "Cast":
            continue
        stored, scale, made = cast.input[0], node.input[1], node.output[0]
        gather = makers.get(stored)
        name = f"{gather.input[0]}_folded" if gather is not None else made
        if gather is not None:
            replacement = helper.make_node("Gather", [name, gather.input[1]], [made])
            stored, scale = gather.input[0], makers[scale].input[0]
            model.graph.node.insert(list(model.graph.node).index(node), replacement)
        weight = weights[stored].astype(np.float32) * weights[scale]
        model.graph.initializer.append(numpy_helper.from_array(weight, name))
        model.graph.node.remove(node)
    prune(model, model.graph.output[0].name)


def plain(model):
    """`pool` is computed from the mask; the segment axis goes."""
    nodes = [
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["mask", "axis"], ["tokens"], keepdims=1),
        helper.make_node("Div", ["mask", "tokens"], ["share"]),
        helper.make_node("Unsqueeze", ["share", "axis"], [manifest["pool"]["input"]]),
    ]
    for at, node in enumerate(nodes):
        model.graph.node.insert(at, node)
    model.graph.initializer.append(numpy_helper.from_array(np.array([1], np.int64), "axis"))
    model.graph.node.append(helper.make_node("Squeeze", [head["output"], "axis"], ["logits"]))
    del model.graph.output[:]
    model.graph.output.append(helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3]))
    inputs = [value for value in model.graph.input if value.name == manifest["pool"]["input"]]
    for value in inputs:
        model.graph.input.remove(value)


def torch_weights(model):
    """Weights by the names of transformers' BertModel; a MatMul's operand is the transpose of a Linear's weight."""
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    state = {
        re.sub(r"^m\.|_q_folded$", "", name): array for name, array in arrays.items() if name.startswith("m.")
    }
    for node in model.graph.node:
        path = re.match(r"/m/(.+)/MatMul_output_0", node.output[0])
        if node.op_type == "MatMul" and path and node.input[1] in arrays:
            name = re.sub(r"^sent/", "", path[1]).replace("/", ".")
            state[f"{name}.weight"] = arrays[node.input[1]].T
    return {name: np.ascontiguousarray(array) for name, array in state.items()}


def copy(folder, *names):
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(source / name, folder / name)


only = onnx.load(source / manifest["graph"])
prune(only, head["output"])
copy(out / "sentiment", "config.json", "tokenizer.json", "tokenizer_config.json")
onnx.save(only, out / "sentiment" / "onnx" / "model.onnx")
small = manifest | {"graph": "onnx/model.onnx", "heads": {"sentiment": head}}
(out / "sentiment" / "verbatim.json").write_text(json.dumps(small))

fold(only)
copy(out / "plain", "tokenizer.json", "tokenizer_config.json")
save_file(torch_weights(only), out / "plain" / "model.safetensors")
plain(only)
onnx.checker.check_model(only)
onnx.save(only, out / "plain" / "onnx" / "model.onnx")
quantize_dynamic(
    out / "plain" / "onnx" / "model.onnx",
    out / "plain" / "onnx" / "model_quantized.onnx",
    weight_type=QuantType.QInt8,
)
config = json.loads((source / "config.json").read_text()) | {
    "architectures": ["BertForSequenceClassification"],
    "id2label": {str(i): label for i, label in enumerate(head["labels"])},
    "label2id": {label: i for i, label in enumerate(head["labels"])},
    "intermediate_size": 1536,
    "problem_type": "single_label_classification",
}
(out / "plain" / "config.json").write_text(json.dumps(config))

tokenizer = tokenizers.Tokenizer.from_file(str(source / "tokenizer.json"))
tokenizer.enable_padding()
tokenizer.enable_truncation(manifest["max_length"])
options = {"providers": ["CPUExecutionProvider"]}
ours = onnxruntime.InferenceSession(source / manifest["graph"], **options)
theirs = onnxruntime.InferenceSession(out / "plain" / "onnx" / "model.onnx", **options)
texts = json.loads(texts_file.read_text())[:200]
difference = 0.0
for start in range(0, len(texts), 20):
    batch = tokenizer.encode_batch(texts[start : start + 20])
    mask = np.array([encoding.attention_mask for encoding in batch], np.int64)
    feeds = {"input_ids": np.array([encoding.ids for encoding in batch], np.int64), "attention_mask": mask}
    pool = (mask / mask.sum(axis=1, keepdims=True)).astype(np.float32)[:, None, :]
    whole = ours.run([head["output"]], feeds | {manifest["pool"]["input"]: pool})[0][:, 0, :]
    difference = max(difference, float(np.abs(whole - theirs.run(["logits"], feeds)[0]).max()))
if difference > 1e-4:
    sys.exit(f"the plain export differs from the model by {difference} in a logit")
print(json.dumps({"difference": difference, "texts": len(texts)}))
