"""The teacher: all twelve layers, trained on what people said of English texts."""

import numpy as np
import torch

import batches
import losses
from encoder import load_origin
from run import Run, say

LAYERS, FROZEN = 12, 4
BATCH, JOINS, GROUPS, MEMBERS = 64, 24, 6, 6
WEIGHTS = {"goemotions": 1.0, "davidson": 0.5, "xed-emotions": 0.25, "banking77": 0.25, "hutto-movieReview": 1.0,
           "cebab": 1.5, "fewsum-amazon": 2.0, "own emoji": 1.0, "uci": 3.0, "hutto-amazonReview": 3.0,
           "semeval2017": 2.5, "hutto-tweets": 2.0, "own": 2.5}


def weight(source):
    return max((len(name), value) for name, value in [("", 1.0), *WEIGHTS.items()] if source.startswith(name))[1]


class Gold:
    """Labelled rows and what can be drawn from them by the number of a step."""

    def __init__(self, table, tokenizer, seed, languages=None):
        rows = [row for row in batches.read_table(table, {"sentiment", "emotion", "toxicity", "mood"})
                if languages is None or row["language"] in languages]
        self.seed, self.targets = seed, batches.Targets(rows)
        self.ids = batches.encode(tokenizer, [row["text"] for row in rows])
        self.sampler = batches.Sampler([len(ids) for ids in self.ids], [weight(row["source"]) for row in rows])
        short = [len(ids) <= 48 and len(ids) > 5 and row["kind"] == "sentiment" and weight(row["source"]) or 0.0
                 for ids, row in zip(self.ids, rows)]
        self.sides = [np.array([at for at in range(len(rows)) if short[at] and self.targets.sentiment[at] == side]) for side in range(3)]
        frames = {}
        for row in batches.read_table(table, {"frame"}):
            frames.setdefault(row["group"], []).append(row["text"])
        self.frames = [batches.encode(tokenizer, texts) for texts in frames.values() if len(texts) > 1]
        say(f"{len(rows)} labelled rows, {len(self.frames)} frames")

    def random(self, step):
        return np.random.default_rng([self.seed, step])

    def loss(self, model, step, device):
        """Two steps of three: single texts; else joined ones or texts that differ in who is named."""
        random = self.random(step)
        to = lambda tensors: [tensor.to(device) for tensor in tensors]
        if step % 3 != 2:
            at = self.sampler.draw(random, BATCH)
            spans = model.spans(*to(batches.padded([self.ids[i] for i in at])))[:, 0]
            return "gold", losses.gold(model, spans, self.targets, at)
        if step % 12 != 11 or not self.frames:
            groups, labels = self.join(random)
            spans = model.spans(*to(batches.joined(groups)))
            return "parts", 0.7 * losses.parts(model, spans, labels.to(device))
        texts, groups = [], []
        for number, frame in enumerate(random.choice(len(self.frames), min(GROUPS, len(self.frames)), replace=False)):
            members = self.frames[frame]
            for member in random.choice(len(members), min(MEMBERS, len(members)), replace=False):
                texts.append(members[member])
                groups.append(number)
        spans = model.spans(*to(batches.padded(texts)))[:, 0]
        return "frames", losses.agreement(model, spans, torch.tensor(groups))

    def join(self, random):
        """Two or three texts, mostly of opposite polarity."""
        groups, labels = [], np.full((JOINS, 3), -1, np.int64)
        for at in range(JOINS):
            first = random.choice(3, p=[0.4, 0.2, 0.4])
            sides = [first, 2 - first if random.random() < 0.7 and first != 1 else random.integers(3)]
            if random.random() < 0.3:
                sides.append(int(random.integers(3)))
            groups.append([self.ids[random.choice(self.sides[side])] for side in sides])
            labels[at, : len(sides)] = sides
        longest = max(map(len, groups))
        return groups, torch.from_numpy(labels[:, :longest])


class Dev:
    """Accuracy on rows that are held out of training and are in no evaluation set."""

    def __init__(self, table, tokenizer, most=1200):
        rows = [r for r in batches.read_table(table, {"sentiment"}, ("dev",))][:most]
        self.ids = batches.encode(tokenizer, [row["text"] for row in rows])
        self.labels = batches.Targets(rows).sentiment
        self.sources = np.array([row["source"].split("-")[0] for row in rows])

    def measure(self, model, device):
        order = np.argsort([len(ids) for ids in self.ids])
        right = np.zeros(len(order), bool)
        for at in range(0, len(order), 64):
            some = order[at : at + 64]
            ids, mask, pool = batches.padded([self.ids[i] for i in some])
            spans = model.spans(ids.to(device), mask.to(device), pool.to(device))[:, 0]
            right[some] = model.sentiment(spans).argmax(-1).cpu().numpy() == self.labels[some]
        said = ", ".join(f"{s} {right[self.sources == s].mean():.3f} of {(self.sources == s).sum()}" for s in sorted(set(self.sources)))
        return f"dev {right.mean():.3f} ({said})"


def train(work, origin, tokenizer, seed, steps):
    torch.manual_seed(seed)
    model = load_origin(origin, LAYERS)
    model.freeze(FROZEN)
    run = Run(f"teacher-{seed}", work, model, steps, encoder_rate=1e-4, head_rate=1e-3)
    if run.step < steps:
        gold = Gold(work / "table.jsonl.gz", tokenizer, seed)
        dev = Dev(work / "table.jsonl.gz", tokenizer)
        run.train(lambda step: gold.loss(model, step, run.device), lambda: dev.measure(model, run.device))
    return model
