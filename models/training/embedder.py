"""e5 as it was trained to be used: all twelve layers, with its prefix."""

import numpy as np
import torch
from torch.nn import functional as F

import batches
from encoder import load_origin


class Embedder:
    def __init__(self, origin, tokenizer, device):
        self.model = load_origin(origin, 12).to(device).eval()
        self.model.freeze(12)
        self.device = device
        self.prefix = tokenizer.encode("query:", add_special_tokens=False).ids

    def raw(self, texts):
        """Unit vectors of ids of texts."""
        made = torch.zeros(len(texts), 384, device=self.device)
        order = np.argsort([len(ids) for ids in texts], kind="stable")
        for at in range(0, len(order), 32):
            some = order[at : at + 32]
            with_prefix = [np.concatenate([texts[i][:1], self.prefix, texts[i][1:]]).astype(np.int32) for i in some]
            with torch.no_grad():
                spans = self.model.spans(*(tensor.to(self.device) for tensor in batches.padded(with_prefix)))
            made[some] = F.normalize(spans[:, 0], dim=-1)
        return made
