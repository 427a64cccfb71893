"""The pupil: the first eight layers, the lower four frozen. It learns from labels in English (and own comments in other
languages), and on sentence pairs what the mentor says of the English side, for both sides. The mentor is the teacher if
it was trained, else the average of the pupil's own weights. Its embedding is held to that of the English teacher
(targets.py), for both sides of pairs, and on the catalogue's topics to the topic's centre."""

import numpy as np
import torch
from torch.func import functional_call
from torch.nn import functional as F

import align
import batches
import losses
from dev import Dev, PairsDev
from encoder import load_origin
from gold import Gold
from pupil_state import FROZEN, LAYERS
from run import Run, say
from targets import Targets
from teacher import read_teacher

PAIRS = 32
TOPICS, MEMBERS = 20, 3
RAMP = (300, 1000)  # steps in which the mentor's word gains weight
COSINE_WEIGHT, NEAR_WEIGHT, MENTOR_WEIGHT = 4, 1.5, 2
KINDS = ["gold", "pairs", "topics", "gold", "joins", "gold", "pairs", "gold", "frames", "pairs", "gold", "topics", "pairs", "joins"]


class Pairs:
    """Pairs whose sides are near, as far as align.py has come; where it has not been run: all."""

    def __init__(self, work, tokenizer, seed, targets):
        places, cosines = align.read(work)
        rows = list(batches.read_table(work / "table.jsonl.gz", {"pair"}))
        known = [places.get(align.key(row)) for row in rows] if places else [None] * len(rows)
        near = [at for at in range(len(rows)) if not places or known[at] is not None and cosines[known[at]] >= align.NEAR]
        rows, self.seed = [rows[at] for at in near], seed
        self.vectors = targets.of([row["english"] for row in rows])
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


class Topics:
    """The catalogue's examples. An English one is held to the middle between its own vector and its topic's centre, one
    of another language to the centre."""

    def __init__(self, table, tokenizer, seed, targets):
        rows, self.seed = list(batches.read_table(table, {"topic"})), seed
        self.ids = batches.encode(tokenizer, [row["text"] for row in rows])
        own = targets.of([row["text"] for row in rows]).astype(np.float32)
        self.members = {}
        for at, row in enumerate(rows):
            self.members.setdefault(row["group"], []).append(at)
        self.names = sorted(self.members)
        self.vectors = np.zeros_like(own)
        for members in self.members.values():
            centre = own[members].sum(0)
            centre /= np.linalg.norm(centre)
            for at in members:
                vector = own[at] + centre
                self.vectors[at] = vector / np.linalg.norm(vector)

    def draw(self, step):
        random = np.random.default_rng([self.seed, step])
        names = random.choice(self.names, min(TOPICS, len(self.names)), replace=False)
        return [at for name in names for at in random.choice(self.members[name], min(MEMBERS, len(self.members[name])), replace=False)]


class Lessons:
    def __init__(self, model, run, gold, pairs, topics, teacher):
        self.model, self.run, self.gold, self.pairs, self.topics, self.teacher = model, run, gold, pairs, topics, teacher

    def spans(self, texts):
        return self.model.spans(*(tensor.to(self.run.device) for tensor in batches.padded(texts)))[:, 0]

    def tensor(self, vectors):
        return torch.from_numpy(vectors).float().to(self.run.device)

    def mentor(self, texts):
        """Probabilities of sentiment, emotions and toxicity, and the embedding."""
        tensors = [tensor.to(self.run.device) for tensor in batches.padded(texts)]
        with torch.no_grad():
            if self.teacher:
                sentiment, emotion, toxicity, embedding = self.teacher(*tensors)
            else:
                self.model.eval()
                sentiment, emotion, toxicity, embedding = functional_call(self.model, self.run.average, tuple(tensors))
                self.model.train()
        return sentiment[:, 0].softmax(-1), emotion[:, 0].sigmoid(), toxicity[:, 0].sigmoid(), embedding[:, 0].float()

    def embedding_loss(self, spans, target):
        """Rows whose target is zero have none."""
        known = target.abs().sum(-1) > 0
        cosine, near = losses.embedding(F.normalize(self.model.embedding(spans), dim=-1), target, known)
        return COSINE_WEIGHT * cosine + NEAR_WEIGHT * near

    def __call__(self, step):
        kind = KINDS[step % len(KINDS)]
        if kind == "pairs":
            return kind, self.pair_loss(step)
        if kind == "topics":
            at = self.topics.draw(step)
            return kind, self.embedding_loss(self.spans([self.topics.ids[i] for i in at]), self.tensor(self.topics.vectors[at]))
        if kind != "gold":
            return kind, getattr(self.gold, kind)(self.model, step, self.run.device)
        at = self.gold.draw(step)
        spans = self.spans([self.gold.ids[i] for i in at])
        return kind, losses.gold(self.model, spans, self.gold.targets, at) + self.embedding_loss(spans, self.tensor(self.gold.vectors[at]))

    def pair_loss(self, step):
        at = self.pairs.draw(step)
        english, other = [self.pairs.english[i] for i in at], [self.pairs.other[i] for i in at]
        target = self.tensor(self.pairs.vectors[at])
        *said, embedding = self.mentor(english)
        danish = torch.from_numpy(self.pairs.danish[at]).to(target.device)
        if danish.any():
            *also, others = self.mentor(other)
            said = [torch.where(danish[:, None], (a + b) / 2, a) for a, b in zip(said, also)]
            target = torch.where(danish[:, None], F.normalize(embedding + others, dim=-1), target)
        spans = self.spans(english + other)
        both = lambda tensor: torch.cat([tensor, tensor])
        trust = min(1.0, max(0.0, (step - RAMP[0]) / (RAMP[1] - RAMP[0]))) if not self.teacher else 1.0
        loss = losses.gold(self.model, spans[len(at):], self.pairs.targets, at)
        loss = loss + self.embedding_loss(spans, both(target))
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
    table, targets = work / "table.jsonl.gz", Targets(work)
    gold = Gold(table, tokenizer, seed, targets=targets)
    pairs, topics = Pairs(work, tokenizer, seed, targets), Topics(table, tokenizer, seed, targets)
    dev, pairs_dev = Dev(table, tokenizer), PairsDev(work, tokenizer)
    lessons = Lessons(model, run, gold, pairs, topics, read_teacher(work, origin, run.device))

    def measure():
        with run.averaged():
            return f"{dev.measure(model, run.device)}; {pairs_dev.measure(model, run.device)}"

    run.train(lessons, measure)
