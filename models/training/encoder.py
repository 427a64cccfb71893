"""The encoder (BERT's layers, e5's weights) and the heads on means of its hidden states."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HIDDEN, INNER, HEADS = 384, 1536, 12
EPSILON = 1e-12
SENTIMENT = ["negative", "neutral", "positive"]
EMOTIONS = ["admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
            "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief",
            "joy", "love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness",
            "surprise", "neutral"]
MOODS = 8


class Layer(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.projections = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.output = nn.Linear(HIDDEN, HIDDEN)
        self.inner = nn.Linear(HIDDEN, INNER)
        self.outer = nn.Linear(INNER, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.dropout = dropout

    def forward(self, rows, mask):
        batch, width, _ = rows.shape
        parts = self.projections(rows).view(batch, width, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        context = F.scaled_dot_product_attention(*parts, attn_mask=mask)
        context = self.output(context.transpose(1, 2).reshape(batch, width, HIDDEN))
        rows = self.attention_norm(rows + F.dropout(context, self.dropout, self.training))
        inner = self.outer(F.gelu(self.inner(rows)))
        return self.norm(rows + F.dropout(inner, self.dropout, self.training))


class Head(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.inner, self.outer = nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, outputs)

    def forward(self, rows):
        return self.outer(F.dropout(F.gelu(self.inner(rows)), 0.1, self.training))


class Model(nn.Module):
    def __init__(self, pieces, layers, dropout=0.1):
        super().__init__()
        self.words = nn.Embedding(pieces, HIDDEN)
        self.positions = nn.Parameter(torch.zeros(512, HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.sentiment, self.emotion, self.toxicity, self.mood = map(Head, (3, len(EMOTIONS), 1, MOODS))
        self.embedding = nn.Linear(HIDDEN, HIDDEN)
        nn.init.eye_(self.embedding.weight)
        nn.init.zeros_(self.embedding.bias)

    def freeze(self, layers):
        """Keeps the embeddings and the lowest layers as they are."""
        for module in (self.words, self.norm, *self.layers[:layers]):
            module.requires_grad_(False)
        self.positions.requires_grad_(False)
        self.frozen = layers

    def hidden(self, ids, mask):
        """[batch, width] of ids and of true where a token is -> [batch, width, 384]."""
        frozen = getattr(self, "frozen", 0)
        bias = torch.zeros(mask.shape, dtype=torch.float32).masked_fill(~mask, -1e4)[:, None, None]
        with torch.set_grad_enabled(torch.is_grad_enabled() and frozen == 0):
            rows = self.norm(self.words(ids) + self.positions[: ids.shape[1]])
        if torch.is_autocast_enabled(ids.device.type):
            rows, bias = rows.bfloat16(), bias.bfloat16()
        bias = bias.to(ids.device)
        with torch.no_grad():
            for layer in self.layers[:frozen]:
                training, layer.training = layer.training, False
                rows = layer(rows, bias)
                layer.training = training
        for layer in self.layers[frozen:]:
            rows = layer(rows, bias)
        return rows

    def spans(self, ids, mask, pool):
        """Means over spans: pool [batch, span, width] -> [batch, span, 384], fp32."""
        rows = self.hidden(ids, mask)
        return (pool.to(rows.dtype) @ rows).float()

    def forward(self, ids, mask, pool):
        spans = self.spans(ids, mask, pool)
        return self.sentiment(spans), self.emotion(spans), self.toxicity(spans), F.normalize(self.embedding(spans), dim=-1)


def unpacked(values, scales):
    """Word embeddings of 4 bits (see unpack.py) as fp32."""
    nibbles = np.stack([values & 15, values >> 4], axis=-1).reshape(len(values), -1).astype(np.int8)
    return (nibbles - 16 * (nibbles > 7)) * np.repeat(scales.astype(np.float32), 32, axis=1)


def load_origin(folder, layers, keep=slice(None)):
    """multilingual-e5-small as unpack.py wrote it, with its first layers; `keep`: which pieces stay, in this order."""
    stored = np.load(f"{folder}/origin.npz")
    words = unpacked(stored["words.values"][keep], stored["words.scales"][keep])
    model = Model(len(words), layers)
    wanted = [key for key in stored.files if not key.startswith("words.")]
    state = {key: torch.tensor(stored[key]) for key in wanted if not key.startswith("layers.") or int(key.split(".")[1]) < layers}
    unexpected = model.load_state_dict({"words.weight": torch.tensor(words), **state}, strict=False).unexpected_keys
    assert not unexpected
    return model
