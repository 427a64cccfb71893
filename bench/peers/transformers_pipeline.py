"""Python transformers' own text classification pipeline on torch, batches (of 32) in arrival order.

    python transformers_pipeline.py PLAIN_FOLDER [DEVICE [BATCH]]

The pipeline's own tokenising, batching, forward pass and decoding run unchanged, on the class of plain_bert.py.
"""

import pathlib
import sys

import torch
import transformers
from peer_process import serve
from plain_bert import MeanPooledBert

transformers.logging.set_verbosity_error()
folder = pathlib.Path(sys.argv[1])
device, batch = (sys.argv[2:] + ["cpu", "32"][len(sys.argv) - 2 :])[:2]

model = MeanPooledBert.from_pretrained(folder).eval()
classifier = transformers.pipeline(
    "text-classification",
    model=model,
    tokenizer=transformers.AutoTokenizer.from_pretrained(folder),
    device=device,
)
labels = [model.config.id2label[i] for i in range(model.config.num_labels)]


def classify(texts):
    answers = classifier(texts, batch_size=int(batch), truncation=True, top_k=None)
    scores = [{one["label"]: one["score"] for one in answer} for answer in answers]
    return [[score[label] for label in labels] for score in scores]


serve(f"transformers {transformers.__version__}, torch {torch.__version__}", classify)
