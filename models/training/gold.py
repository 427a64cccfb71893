"""What people labelled, as batches: single texts, joined texts, and texts that differ in who is named."""

import numpy as np
import torch

import batches
import losses
from run import say

BATCH, JOINS, GROUPS, MEMBERS = 64, 24, 16, 4
WEIGHTS = {"goemotions": 1.0, "davidson": 0.5, "xed-emotions": 0.25, "banking77": 0.25, "hutto-movieReview": 1.0,
           "cebab": 1.5, "fewsum-amazon": 2.0, "own emoji": 3.0, "uci": 3.0, "hutto-amazonReview": 3.0,
           "semeval2017": 2.5, "hutto-tweets": 2.0, "own": 2.0, "own polite": 4.0, "own comparative": 4.0,
           "own description": 4.0, "own irony": 4.0, "own rough praise": 4.0, "own loud": 4.0, "own negated": 4.0,
           "own suggestion": 4.0, "own narrative": 4.0, "own score": 3.0, "own tweet": 3.0}


def weight(source):
    return max((len(name), value) for name, value in [("", 1.0), *WEIGHTS.items()] if source.startswith(name))[1]


class Gold:
    """Labelled rows and what can be drawn from them by the number of a step."""

    def __init__(self, table, tokenizer, seed, languages=None, targets=None):
        rows = [row for row in batches.read_table(table, {"sentiment", "emotion", "toxicity", "mood"})
                if languages is None or row["language"] in languages]
        self.seed, self.targets = seed, batches.Targets(rows)
        self.ids = batches.encode(tokenizer, [row["text"] for row in rows])
        self.vectors = targets and targets.of([row["text"] for row in rows])
        self.sampler = batches.Sampler([len(ids) for ids in self.ids], [weight(row["source"]) for row in rows])
        short = [len(ids) <= 48 and len(ids) > 5 and row["kind"] == "sentiment" and weight(row["source"]) or 0.0
                 for ids, row in zip(self.ids, rows)]
        self.sides = [np.array([at for at in range(len(rows)) if short[at] and self.targets.sentiment[at] == side]) for side in range(3)]
        frames = {}
        for row in batches.read_table(table, {"frame"}):
            frames.setdefault(row["group"], []).append(row["text"])
        self.framed = [batches.encode(tokenizer, texts) for texts in frames.values() if len(texts) > 1]
        say(f"{len(rows)} labelled rows, {len(self.framed)} frames")

    def random(self, step):
        return np.random.default_rng([self.seed, step])

    def draw(self, step):
        return self.sampler.draw(self.random(step), BATCH)

    def loss(self, model, step, device):
        """Two steps of three: single texts; else joined ones or texts that differ in who is named."""
        if step % 3 != 2:
            at = self.draw(step)
            spans = model.spans(*(t.to(device) for t in batches.padded([self.ids[i] for i in at])))[:, 0]
            return "gold", losses.gold(model, spans, self.targets, at)
        if step % 12 != 11:
            return "joins", self.joins(model, step, device)
        return "frames", self.frames(model, step, device)

    def joins(self, model, step, device):
        groups, labels = self.join(self.random(step))
        spans = model.spans(*(tensor.to(device) for tensor in batches.joined(groups)))
        return 0.7 * losses.parts(model, spans, labels.to(device))

    def frames(self, model, step, device):
        random, texts, groups = self.random(step), [], []
        chosen = random.choice(len(self.framed), min(GROUPS, len(self.framed)), replace=False)
        for number, frame in enumerate(chosen):
            members = self.framed[frame]
            for member in random.choice(len(members), min(MEMBERS, len(members)), replace=False):
                texts.append(members[member])
                groups.append(number)
        spans = model.spans(*(tensor.to(device) for tensor in batches.padded(texts)))[:, 0]
        return losses.agreement(model, spans, torch.tensor(groups))

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
