"""Makes from a Verbatim model folder what each peer can load: the same encoder and sentiment weights.

    python export_model.py MODEL_FOLDER OUT_FOLDER TEXTS_FILE

OUT/plain      Hugging Face layout: input_ids, attention_mask -> logits [batch, 3], the mean over all tokens inside.
               model.safetensors is for torch, onnx/model.onnx its export in fp32, onnx/model_quantized.onnx dynamic
               int8. The weights are those that the fp32 graph computes with.
OUT/sentiment  Verbatim layout: the model's own graphs and weights with all heads but sentiment cut away.

Reads graphs of models/training/graph.py. Compares the plain export with the model's fp32 graph over the texts, and
fails above 1e-4 in a logit. Prints one line of JSON.
"""

import json
import pathlib
import shutil
import sys

import numpy as np
import onnx
import onnxruntime
import tokenizers
import torch
import transformers
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from plain_bert import MeanPooledBert

transformers.logging.set_verbosity_error()
LARGEST_DIFFERENCE = 1e-4
source, out, texts_file = (pathlib.Path(argument) for argument in sys.argv[1:4])
manifest = json.loads((source / "verbatim.json").read_text())
settings = json.loads((source / "config.json").read_text())
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


def words(tensors):
    """Word embeddings of 4 bits, two a byte, with a scale for each block."""
    packed = np.frombuffer(tensors["words"].raw_data, np.uint8)
    values = np.stack([packed & 15, packed >> 4], axis=-1).reshape(tensors["words"].dims).astype(np.int8)
    scales = numpy_helper.to_array(tensors["word_scales"]).astype(np.float32)
    return (values - 16 * (values > 7)) * np.repeat(scales, values.shape[1] // scales.shape[1], axis=1)


def bert_weights(graph):
    """Weights by the names of transformers' BertModel. The graph adds what follows a norm to that norm's bias, and has
    another weight and bias of the norm where a product reads it; here the product has both again."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    array = lambda name: numpy_helper.to_array(tensors[name])
    product = lambda name: array(f"{name}_values") * array(f"{name}_scale")
    state = {}

    def put(name, weight, bias):
        state.update({f"{name}.weight": weight, f"{name}.bias": bias})

    def linear(name, weight, bias):
        put(name, weight.T, bias)

    def reading(norm, read, product, bias):
        """(weight, bias) of a product on `norm`, which the graph gives the weight and bias of `read`."""
        factors = array(f"{read}_weight") / array(f"{norm}_weight")
        moved = array(f"{read}_bias") - array(f"{norm}_bias") * factors
        return factors[:, None] * product, bias + moved @ product

    order, width = array("order"), settings["hidden_size"]
    state["embeddings.word_embeddings.weight"] = words(tensors)[:, order]
    state["embeddings.position_embeddings.weight"] = array("positions")[:, order]
    state["embeddings.token_type_embeddings.weight"] = np.zeros((2, width), np.float32)
    norm = "embeddings.LayerNorm"
    for number in range(settings["num_hidden_layers"]):
        name, layer = f"l{number}", f"encoder.layer.{number}"
        put(norm, array(f"{name}_residual_weight"), array(f"{name}_residual_bias"))
        weight, bias = reading(
            f"{name}_residual", f"{name}_read", product(f"{name}_attention"), array(f"{name}_attention_bias")
        )
        for at, part in enumerate(("query", "key", "value")):
            own = slice(at * width, (at + 1) * width)
            linear(f"{layer}.attention.self.{part}", weight[:, own], bias[own])
        linear(f"{layer}.attention.output.dense", product(f"{name}_output"), np.zeros(width))
        inner = f"{name}_inner"
        put(f"{layer}.attention.output.LayerNorm", array(f"{inner}_residual_weight"), array(f"{inner}_residual_bias"))
        linear(
            f"{layer}.intermediate.dense",
            *reading(f"{inner}_residual", f"{inner}_read", product(inner), array(f"{inner}_bias")),
        )
        outer = product(f"{name}_outer")
        linear(f"{layer}.output.dense", outer, array("shift") * outer.sum(axis=0))
        norm = f"{layer}.output.LayerNorm"
    put(norm, array("hidden_weight"), array("hidden_bias"))
    state = {f"bert.{key}": value for key, value in state.items()}
    linear("head.0", array(f"{head['output']}_inner_weight"), array(f"{head['output']}_inner_bias"))
    linear("head.2", array(f"{head['output']}_outer_weight"), array(f"{head['output']}_outer_bias"))
    return {key: torch.tensor(np.ascontiguousarray(value, np.float32)) for key, value in state.items()}


def plain_model(graph):
    weights = bert_weights(graph)
    config = transformers.BertConfig(
        **{key: settings[key] for key in settings if key not in ("model_type", "architectures")},
        intermediate_size=len(weights["bert.encoder.layer.0.intermediate.dense.bias"]),
        id2label=dict(enumerate(head["labels"])),
        label2id={label: at for at, label in enumerate(head["labels"])},
        problem_type="single_label_classification",
        # Of this attention onnxruntime fuses more: a run took 0.40 s, of SDPA's export 0.47 s.
        attn_implementation="eager",
    )
    model = MeanPooledBert(config)
    model.load_state_dict(weights)
    return model.eval()


def export(model, file):
    ids = torch.ones(2, 8, dtype=torch.long)
    axes = {0: "batch", 1: "sequence"}
    torch.onnx.export(
        model,
        (ids, ids),
        file,
        dynamo=False,
        opset_version=17,
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": {0: "batch"}},
    )


def copy(folder, *names):
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(source / name, folder / name)


shipped = source / manifest["graph"]
sentiment, plain = out / "sentiment", out / "plain"
copy(sentiment, "config.json", "tokenizer.json", "tokenizer_config.json")
for file in sorted(shipped.parent.glob("model*.onnx")):
    only = onnx.load(file)
    prune(only, head["output"])
    onnx.save(only, sentiment / "onnx" / file.name)
small = manifest | {"graph": f"onnx/{shipped.name}", "heads": {"sentiment": head}}
(sentiment / "verbatim.json").write_text(json.dumps(small))

(plain / "onnx").mkdir(parents=True, exist_ok=True)
pieces = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
if pieces["normalizer"]["type"] == "Sequence":
    # transformers.js has no Nmt, which takes out control characters.
    steps = pieces["normalizer"]["normalizers"]
    pieces["normalizer"]["normalizers"] = [step for step in steps if step["type"] != "Nmt"]
(plain / "tokenizer.json").write_text(json.dumps(pieces, ensure_ascii=False), encoding="utf-8")
model = plain_model(onnx.load(shipped).graph)
model.save_pretrained(plain)
# transformers.js and the pipeline take the class by the name of a stock one.
config = json.loads((plain / "config.json").read_text()) | {"architectures": ["BertForSequenceClassification"]}
(plain / "config.json").write_text(json.dumps(config))
tokens = json.loads((source / "tokenizer_config.json").read_text()) | {"tokenizer_class": "PreTrainedTokenizerFast"}
(plain / "tokenizer_config.json").write_text(json.dumps(tokens))
export(model, plain / "onnx" / "model.onnx")
quantize_dynamic(
    plain / "onnx" / "model.onnx", plain / "onnx" / "model_quantized.onnx", weight_type=QuantType.QInt8
)

tokenizer = tokenizers.Tokenizer.from_file(str(source / "tokenizer.json"))
tokenizer.enable_padding(pad_id=settings["pad_token_id"], pad_token=tokens["pad_token"])
tokenizer.enable_truncation(manifest["max_length"])
options = {"providers": ["CPUExecutionProvider"]}
ours = onnxruntime.InferenceSession(shipped, **options)
theirs = onnxruntime.InferenceSession(plain / "onnx" / "model.onnx", **options)
texts = json.loads(texts_file.read_text())[:200]
difference = 0.0
for start in range(0, len(texts), 20):
    batch = tokenizer.encode_batch(texts[start : start + 20])
    mask = np.array([encoding.attention_mask for encoding in batch], np.int64)
    feeds = {"input_ids": np.array([encoding.ids for encoding in batch], np.int64), "attention_mask": mask}
    pool = (mask / mask.sum(axis=1, keepdims=True)).astype(np.float32)[:, None, :]
    whole = ours.run([head["output"]], feeds | {manifest["pool"]["input"]: pool})[0][:, 0, :]
    difference = max(difference, float(np.abs(whole - theirs.run(["logits"], feeds)[0]).max()))
if difference > LARGEST_DIFFERENCE:
    sys.exit(f"the plain export differs from the model by {difference} in a logit")
print(json.dumps({"difference": difference, "texts": len(texts)}))
