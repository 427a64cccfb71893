"""What a careful person writes with Python onnxruntime and tokenizers: all texts sorted by length, batches under
4,096 padded tokens, one session on all cores.

    python onnxruntime_sorted.py PLAIN_FOLDER
"""

import json
import os
import pathlib
import sys

import numpy as np
import onnxruntime
import tokenizers
from peer_process import serve

BUDGET = 4096
folder = pathlib.Path(sys.argv[1])
max_length = json.loads((folder / "tokenizer_config.json").read_text())["model_max_length"]
tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
tokenizer.no_padding()
tokenizer.enable_truncation(max_length)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = os.cpu_count()
session = onnxruntime.InferenceSession(
    folder / "onnx" / "model.onnx", options, providers=["CPUExecutionProvider"]
)


def classify(texts):
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
    probabilities = np.empty((len(ids), 3), np.float32)
    at = 0
    while at < len(order):
        width = len(ids[order[at]])
        rows = order[at : at + max(1, BUDGET // width)]
        batch = np.zeros((len(rows), width), np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for row, i in enumerate(rows):
            batch[row, : len(ids[i])] = ids[i]
            mask[row, : len(ids[i])] = 1
        logits = session.run(["logits"], {"input_ids": batch, "attention_mask": mask})[0]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities[rows] = odds / odds.sum(axis=1, keepdims=True)
        at += len(rows)
    return probabilities.tolist()


serve(f"onnxruntime {onnxruntime.__version__}, tokenizers {tokenizers.__version__}", classify)
