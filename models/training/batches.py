"""Texts as ids, and batches that the number of a step alone decides: so a run goes on anywhere without more state."""

import gzip
import json

import numpy as np
import torch

from encoder import EMOTIONS, MOODS, SENTIMENT
from sources import sentiment_of
from text import prepare

MOST = 96  # tokens of a text in training
WINDOW = 1024  # neighbours by length that a batch is drawn from
PAD = 1


def read_table(file, kinds=None, splits=("train",)):
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if row["split"] in splits and (kinds is None or row["kind"] in kinds):
                yield row


def encode(tokenizer, texts):
    """ids of each text with the special ones, at most MOST."""
    encodings = tokenizer.encode_batch([prepare(text) for text in texts])
    return [cut(np.array(e.ids, np.int32)) for e in encodings]


def cut(ids):
    return ids if len(ids) <= MOST else np.append(ids[: MOST - 1], ids[-1])


class Targets:
    """What is known of each row; -1 or nan: nothing."""

    def __init__(self, rows):
        count = len(rows)
        self.sentiment = np.full(count, -1, np.int64)
        self.emotion = np.full((count, len(EMOTIONS)), np.nan, np.float32)
        self.toxicity = np.full(count, np.nan, np.float32)
        self.mood = np.full((count, MOODS), np.nan, np.float32)
        for at, row in enumerate(rows):
            kind, label = row["kind"], row["label"]
            if kind == "sentiment":
                self.sentiment[at] = SENTIMENT.index(label)
            elif kind == "emotion":
                names = label.split(",")
                self.emotion[at] = [name in names for name in EMOTIONS]
                polarity = sentiment_of(names)
                if polarity:
                    self.sentiment[at] = SENTIMENT.index(polarity)
            elif kind == "toxicity":
                self.toxicity[at] = label == "toxic"
            if kind in ("mood", "pair") and label:
                numbers = [int(part) for part in label.split(",")]
                self.mood[at] = [number in numbers for number in range(1, MOODS + 1)]


class Sampler:
    """Draws rows of similar length: an anchor by weight, then its neighbours in order of length."""

    def __init__(self, lengths, weights):
        self.order = np.argsort(lengths, kind="stable")
        self.weights = np.asarray(weights, np.float64)[self.order]
        self.sum = np.cumsum(self.weights)

    def draw(self, random, count):
        anchor = int(np.searchsorted(self.sum, random.random() * self.sum[-1]))
        low = max(0, min(anchor - WINDOW // 2, len(self.order) - WINDOW))
        near = self.order[low : low + WINDOW]
        weights = self.weights[low : low + WINDOW]
        return random.choice(near, min(count, int((weights > 0).sum())), replace=False, p=weights / weights.sum())


def padded(texts):
    """ids of texts -> ids, mask [batch, width], and the pool [batch, 1, width] of their whole."""
    width = max(map(len, texts))
    ids = np.full((len(texts), width), PAD, np.int64)
    for at, text in enumerate(texts):
        ids[at, : len(text)] = text
    mask = np.arange(width)[None] < np.array([len(text) for text in texts])[:, None]
    pool = (mask / mask.sum(1, keepdims=True)).astype(np.float32)[:, None]
    return torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(pool)


def joined(groups):
    """Several texts as one, and a pool with a row for the whole and for each part."""
    starts, whole = [], []
    for parts in groups:
        ids, spans = [parts[0][0]], []
        for part in parts:
            room = MOST * 2 - 1 - len(ids)
            inner = part[1:-1][:room]
            spans.append((len(ids), len(ids) + len(inner)))
            ids.extend(inner)
        whole.append(np.array([*ids, parts[0][-1]], np.int32))
        starts.append(spans)
    ids, mask, first = padded(whole)
    pool = np.zeros((len(groups), 1 + max(map(len, starts)), ids.shape[1]), np.float32)
    pool[:, 0] = first[:, 0]
    for at, spans in enumerate(starts):
        for span, (low, high) in enumerate(spans, 1):
            pool[at, span, low:high] = 1 / max(1, high - low)
    return ids, mask, torch.from_numpy(pool)
