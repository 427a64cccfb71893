"""Losses of the heads: each is a mean over the rows that have the label, times the share of rows that have it."""

import torch
from torch.nn import functional as F

SMOOTHING = 0.05
EMOTION_WEIGHT, MOOD_WEIGHT = 14, 2


def gold(model, spans, targets, at):
    """Against what people said. spans [rows, 384]; `at`: the rows' places in the targets."""
    device = spans.device
    take = lambda values: torch.from_numpy(values[at]).to(device)
    sentiment, emotion, toxicity, mood = take(targets.sentiment), take(targets.emotion), take(targets.toxicity), take(targets.mood)
    total = spans.new_zeros(())
    known = sentiment >= 0
    if known.any():
        loss = F.cross_entropy(model.sentiment(spans[known]), sentiment[known], label_smoothing=SMOOTHING)
        total = total + loss * known.float().mean()
    for head, labels, weight in ((model.emotion, emotion, EMOTION_WEIGHT), (model.mood, mood, MOOD_WEIGHT),
                                 (model.toxicity, toxicity[:, None], 1)):
        known = ~labels[:, 0].isnan()
        if known.any():
            loss = F.binary_cross_entropy_with_logits(head(spans[known]), labels[known])
            total = total + weight * loss * known.float().mean()
    return total


def parts(model, spans, labels):
    """Each part of joined texts by its own label. spans [batch, span, 384], labels [batch, span - 1], -1: none."""
    known = labels >= 0
    return F.cross_entropy(model.sentiment(spans[:, 1:][known]), labels[known], label_smoothing=SMOOTHING)


def agreement(model, spans, groups):
    """What texts of a group say of sentiment, emotions and toxicity shall not differ. groups [rows]: number of each."""
    groups = groups.to(spans.device)
    count = int(groups.max()) + 1
    total = spans.new_zeros(())
    for head, weight in ((model.sentiment, 1), (model.emotion, 0.1), (model.toxicity, 0.3)):
        logits = head(spans)
        sums = logits.new_zeros(count, logits.shape[1]).index_add(0, groups, logits)
        means = sums / torch.bincount(groups, minlength=count).clamp(min=1)[:, None]
        total = total + weight * (logits - means[groups]).square().sum(1).mean()
    return total


def soft(logits, probabilities):
    """Cross-entropy against probabilities of a teacher; softmax."""
    return -(probabilities * F.log_softmax(logits, -1)).sum(-1).mean()


SHARPNESS = 20


def embedding(vectors, targets, known=None):
    """Unit vectors against unit targets [rows, 384]: the cosine, and how near the batch's targets are to each other
    (both as a softmax over the batch). `known`: rows that have a target."""
    if known is not None:
        if not known.any():
            return vectors.new_zeros(()), vectors.new_zeros(())
        vectors, targets = vectors[known], targets[known]
    cosine = 1 - (vectors * targets).sum(-1).mean()
    wanted = (SHARPNESS * targets @ targets.T).softmax(-1)
    return cosine, soft(SHARPNESS * vectors @ targets.T, wanted) + (wanted * wanted.clamp(min=1e-9).log()).sum(-1).mean()
