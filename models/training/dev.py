"""Figures for the log, on rows that are neither trained on nor in an evaluation set."""

import numpy as np

import align
import batches


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


class PairsDev:
    """Share of held-out pairs of which both sides get the same sentiment, by language."""

    def __init__(self, work, tokenizer, most=40):
        places, cosines = align.read(work)
        sides, self.languages = [], []
        for row in batches.read_table(work / "table.jsonl.gz", {"pair"}, ("test",)):
            near = not places or cosines[places.get(align.key(row), 0)] >= align.NEAR and align.key(row) in places
            if near and self.languages.count(row["language"]) < most:
                sides += [row["english"], row["text"]]
                self.languages.append(row["language"])
        self.ids, self.languages = batches.encode(tokenizer, sides), np.array(self.languages)

    def measure(self, model, device):
        order, said = np.argsort([len(ids) for ids in self.ids]), np.zeros(len(self.ids), int)
        vectors = np.zeros((len(self.ids), 384), np.float32)
        for at in range(0, len(order), 64):
            some = order[at : at + 64]
            sentiment, _, _, embedding = model(*(t.to(device) for t in batches.padded([self.ids[i] for i in some])))
            said[some] = sentiment[:, 0].argmax(-1).cpu().numpy()
            vectors[some] = embedding[:, 0].float().cpu().numpy()
        equal, cosines = said[::2] == said[1::2], (vectors[::2] * vectors[1::2]).sum(1)
        each = " ".join(f"{l} {equal[self.languages == l].mean():.2f}" for l in sorted(set(self.languages)))
        share = np.bincount(said, minlength=3) / len(said)
        return f"pairs equal {equal.mean():.3f} ({each}), cosine {cosines.mean():.3f}, neutral {share[1]:.2f}"
