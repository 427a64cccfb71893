"""A model folder through onnxruntime, as the product runs it: prepared texts, windows cut at the maximum, one session."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import tokenizers

from text import prepare

BATCH_TOKENS = 2048


class Served:
    def __init__(self, folder, graph=None, threads=1):
        folder = Path(folder)
        self.manifest = json.loads((folder / "verbatim.json").read_text())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(folder / (graph or self.manifest["graph"])), options,
                                                    providers=["CPUExecutionProvider"])
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(self.manifest["max_length"])
        self.heads = self.manifest["heads"]

    def run(self, texts, outputs=("sentiment", "emotion", "toxicity", "embedding")):
        """Logits (and unit vectors) of whole texts, by output: [texts, size]."""
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch([prepare(text) for text in texts])]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        made = {name: [None] * len(ids) for name in outputs}
        while order:
            count = max(1, min(64, BATCH_TOKENS // len(ids[order[0]])))
            batch, order = order[:count], order[count:]
            feed = self.feed([ids[at] for at in batch])
            for name, values in zip(outputs, self.session.run(list(outputs), feed)):
                for at, value in zip(batch, values[:, 0]):
                    made[name][at] = value
        return {name: np.array(values) for name, values in made.items()}

    def feed(self, ids, spans=None):
        width = max(map(len, ids))
        padded = np.ones((len(ids), width), np.int64)
        mask = np.zeros((len(ids), width), np.int64)
        for row, tokens in enumerate(ids):
            padded[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
        pool = (mask / mask.sum(1, keepdims=True)).astype(np.float32)[:, None]
        if spans is not None:
            pool = np.concatenate([pool, np.zeros((len(ids), max(map(len, spans)), width), np.float32)], axis=1)
            for row, pairs in enumerate(spans):
                for at, (low, high) in enumerate(pairs, 1):
                    pool[row, at, low:high] = 1 / (high - low)
        return {"input_ids": padded, "attention_mask": mask, "pool": pool}

    def parts(self, sentences):
        """Sentiment logits of sentences that stand together in a text, each as a segment: list of [sentences, 3]."""
        said = []
        for parts in sentences:
            text = prepare(" ".join(parts))
            encoding = self.tokenizer.encode(text)
            ends = np.cumsum([len(prepare(part)) + 1 for part in parts])
            owner = np.searchsorted(ends, [end for _, end in encoding.offsets[1:-1]])  # a piece begins with the blank before it
            spans = []
            for number in range(len(parts)):
                own = np.flatnonzero(owner == number)
                spans.append((1 + own[0], 2 + own[-1]) if len(own) else (0, 1))
            said.append(self.session.run(["sentiment"], self.feed([encoding.ids], [spans]))[0][0, 1:])
        return said
