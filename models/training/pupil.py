"""The pupil: the first eight layers, the lower four frozen. It learns from labels in English (and own comments in other
languages), and on sentence pairs what the mentor says of the English side, for both sides. The mentor is the teacher if
it was trained, else the average of the pupil's own weights. Its embedding is held to e5's of the English side."""

import numpy as np
import torch
from torch.func import functional_call
from torch.nn import functional as F

import align
import batches
import losses
from dev import Dev, PairsDev
from embedder import Embedder
from encoder import load_origin
from gold import Gold
from pupil_state import FROZEN, LAYERS
from run import Run, say
from teacher import read_teacher

PAIRS, EMBEDDED = 32, 16
RAMP = (300, 1000)  # steps in which the mentor's word gains weight
EMBEDDING_WEIGHT, MENTOR_WEIGHT = 6, 2
KINDS = ["gold", "pairs", "gold", "joins", "gold", "pairs", "gold", "frames", "pairs", "gold", "pairs", "joins"]


class Pairs:
    """Pairs whose sides are near, as far as align.py has come; where it has not been run: all."""

    def __init__(self, work, tokenizer, seed):
        places, cosines, vectors = align.read(work)
        rows = list(batches.read_table(work / "table.jsonl.gz", {"pair"}))
        known = [places.get(align.key(row)) for row in rows] if places else [None] * len(rows)
        near = [at for at in range(len(rows)) if not places or known[at] is not None and cosines[known[at]] >= align.NEAR]
        rows, self.seed = [rows[at] for at in near], seed
        self.vectors = vectors[[known[at] for at in near]] if places else None
        self.other = batches.encode(tokenizer, [row["text"] for row in rows])
        self.english = batches.encode(tokenizer, [row["english"] for row in rows])
        self.danish = np.array([row["pivot"] == "da" for row in rows])
        counts = {}
        for row in rows:
            counts[row["language"]] = counts.get(row["language"], 0) + 1
        # Rare languages oftener, not as often as the others.
        weights = [counts[row["language"]] ** -0.4 for row in rows]
        self.targets = batches.Targets(rows)
        self.sampler = batches.Sampler([len(a) + len(b) for a, b in zip(self.other, self.english)], weights)
        say(f"{len(rows)} pairs{', near ones' if places else ''}")

    def draw(self, step):
        return self.sampler.draw(np.random.default_rng([self.seed, step]), PAIRS)


class Lessons:
    def __init__(self, model, run, gold, pairs, embedder, teacher):
        self.model, self.run, self.gold, self.pairs = model, run, gold, pairs
        self.embedder, self.teacher = embedder, teacher

    def spans(self, texts):
        return self.model.spans(*(tensor.to(self.run.device) for tensor in batches.padded(texts)))[:, 0]

    def mentor(self, texts):
        """Probabilities of sentiment, emotions and toxicity."""
        tensors = [tensor.to(self.run.device) for tensor in batches.padded(texts)]
        with torch.no_grad():
            if self.teacher:
                sentiment, emotion, toxicity, _ = self.teacher(*tensors)
            else:
                self.model.eval()
                sentiment, emotion, toxicity, _ = functional_call(self.model, self.run.average, tuple(tensors))
                self.model.train()
        return sentiment[:, 0].softmax(-1), emotion[:, 0].sigmoid(), toxicity[:, 0].sigmoid()

    def embedding_loss(self, spans, target):
        return (1 - (F.normalize(self.model.embedding(spans), dim=-1) * target).sum(-1)).mean()

    def __call__(self, step):
        kind = KINDS[step % len(KINDS)]
        if kind == "pairs":
            return kind, self.pair_loss(step)
        if kind != "gold":
            return kind, getattr(self.gold, kind)(self.model, step, self.run.device)
        at = self.gold.draw(step)
        spans = self.spans([self.gold.ids[i] for i in at])
        loss = losses.gold(self.model, spans, self.gold.targets, at)
        if step % 4 == 0:
            english = [i for i in range(len(at)) if self.gold.english[at[i]]][:EMBEDDED]
            target = self.embedder([self.gold.ids[at[i]] for i in english])
            loss = loss + EMBEDDING_WEIGHT * self.embedding_loss(spans[english], target)
        return kind, loss

    def pair_loss(self, step):
        at = self.pairs.draw(step)
        english, other = [self.pairs.english[i] for i in at], [self.pairs.other[i] for i in at]
        if self.pairs.vectors is None:
            target = self.embedder(english)
        else:
            target = torch.from_numpy(self.pairs.vectors[at]).float().to(self.run.device)
        said = self.mentor(english)
        danish = torch.from_numpy(self.pairs.danish[at]).to(target.device)
        if danish.any():
            also = self.mentor(other)
            said = [torch.where(danish[:, None], (a + b) / 2, a) for a, b in zip(said, also)]
        spans = self.spans(english + other)
        both = lambda tensor: torch.cat([tensor, tensor])
        trust = min(1.0, max(0.0, (step - RAMP[0]) / (RAMP[1] - RAMP[0]))) if not self.teacher else 1.0
        loss = losses.gold(self.model, spans[len(at):], self.pairs.targets, at)
        loss = loss + EMBEDDING_WEIGHT * self.embedding_loss(spans, both(target))
        if trust:
            loss = loss + trust * MENTOR_WEIGHT * losses.soft(self.model.sentiment(spans), both(said[0]))
            emotion = F.binary_cross_entropy_with_logits(self.model.emotion(spans), both(said[1]))
            toxicity = F.binary_cross_entropy_with_logits(self.model.toxicity(spans), both(said[2]))
            loss = loss + trust * (losses.EMOTION_WEIGHT * emotion + toxicity) / 2
        return loss


def train(work, origin, tokenizer, seed, steps):
    torch.manual_seed(seed)
    model = load_origin(origin, LAYERS)
    model.freeze(FROZEN)
    run = Run("pupil", work, model, steps, encoder_rate=1e-4, head_rate=1e-3, decay_from=0.7, averaged=True)
    if run.step >= steps:
        return
    table = work / "table.jsonl.gz"
    gold = Gold(table, tokenizer, seed)
    pairs = Pairs(work, tokenizer, seed)
    embedder = Embedder(origin, tokenizer, run.device)
    with torch.autocast(run.device, dtype=torch.bfloat16, enabled=run.half):
        embedder.centre = embedder.raw(pairs.english[:512] + gold.some_english(512)).mean(0)
    dev, pairs_dev = Dev(table, tokenizer), PairsDev(work, tokenizer)
    lessons = Lessons(model, run, gold, pairs, embedder, read_teacher(work, origin, run.device))

    def measure():
        with run.averaged():
            return f"{dev.measure(model, run.device)}; {pairs_dev.measure(model, run.device)}"

    run.train(lessons, measure)
