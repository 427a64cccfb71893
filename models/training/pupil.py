"""The pupil: the first eight layers, the lower four frozen. It learns from labels in English (and own comments in other
languages), and on sentence pairs what the mentor says of the English side, for both sides. The mentor is the teacher if
it was trained, else the average of the pupil's own weights. Its embedding is held to e5's of the English side."""

import numpy as np
import torch
from torch.func import functional_call
from torch.nn import functional as F

import batches
import losses
from dev import Dev, PairsDev
from encoder import load_origin
from gold import Gold
from pupil_state import FROZEN, LAYERS
from run import Run, say
from teacher import read_teacher

PAIRS, EMBEDDED = 32, 16
RAMP = (300, 1000)  # steps in which the mentor's word gains weight
EMBEDDING_WEIGHT = 6
KINDS = ["gold", "pairs", "gold", "joins", "gold", "pairs", "gold", "frames", "pairs", "gold", "pairs", "joins"]


class Embedder:
    """e5 as it was trained to be used: with its prefix, and with the mean of English taken off (all of its vectors
    point much the same way, which cosines of themes would suffer from)."""

    def __init__(self, origin, tokenizer, texts, device):
        self.model = load_origin(origin, 12).to(device).eval()
        self.model.freeze(12)
        self.device = device
        self.prefix = tokenizer.encode("query:", add_special_tokens=False).ids
        vectors = torch.cat([self.raw(texts[at : at + 32]) for at in range(0, len(texts), 32)])
        self.centre = vectors.mean(0)

    def raw(self, texts):
        with_prefix = [np.concatenate([ids[:1], self.prefix, ids[1:]]).astype(np.int32) for ids in texts]
        with torch.no_grad():
            spans = self.model.spans(*(tensor.to(self.device) for tensor in batches.padded(with_prefix)))
        return F.normalize(spans[:, 0], dim=-1)

    def __call__(self, texts):
        return F.normalize(self.raw(texts) - self.centre, dim=-1)


class Pairs:
    def __init__(self, table, tokenizer, seed):
        rows = list(batches.read_table(table, {"pair"}))
        self.seed = seed
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
        say(f"{len(rows)} pairs")

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
        target = self.embedder(english)
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
            loss = loss + trust * losses.soft(self.model.sentiment(spans), both(said[0]))
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
    pairs = Pairs(table, tokenizer, seed)
    with torch.autocast(run.device, dtype=torch.bfloat16, enabled=run.half):
        embedder = Embedder(origin, tokenizer, pairs.english[:1024] + gold.some_english(1024), run.device)
    dev, pairs_dev = Dev(table, tokenizer), PairsDev(table, tokenizer)
    lessons = Lessons(model, run, gold, pairs, embedder, read_teacher(work, origin, run.device))

    def measure():
        with run.averaged():
            return f"{dev.measure(model, run.device)}; {pairs_dev.measure(model, run.device)}"

    run.train(lessons, measure)
