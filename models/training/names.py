"""The head that finds names, on a finished encoder: python names.py FOLDER [--work FOLDER]

Reads WORK/names.jsonl.gz (names_data.py). Features are tensors of FOLDER's int8 graph, so the encoder stays as it is;
the trained head is added to both graphs (names_graph.py) with its thresholds, which are chosen on held-out rows and
names."""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
import tokenizers
import torch
from torch import nn
from torch.nn import functional as F

import names_graph
from names_decode import choose, judged
from names_features import LABELS, NOTHING, features, labelled, session
from run import say
from text import prepare

HERE = Path(__file__).parent
INT8 = "onnx/model_int8_rows.onnx"
TENSORS = ["l0_residual", "l4_residual", "l6_residual", "hidden_states"]
INNER, MIDDLE, REACH = 192, 160, 5
EPOCHS, RATE, TOKENS = 2, 2e-3, 8192
WEIGHTS = [1.0, 1.0, 1.0, 1.2, 1.2]
MOST = 192


class Names(nn.Module):
    """A token's features, and those of its neighbours."""

    def __init__(self, width):
        super().__init__()
        self.first, self.near = nn.Linear(width, INNER), nn.Conv1d(INNER, MIDDLE, REACH, padding=REACH // 2)
        self.last, self.dropout = nn.Linear(INNER + MIDDLE, len(LABELS)), nn.Dropout(0.1)

    def forward(self, rows, mask):
        own = F.gelu(self.first(rows)) * mask[..., None]
        near = F.gelu(self.near(self.dropout(own).transpose(1, 2))).transpose(1, 2)
        return self.last(self.dropout(torch.cat([near, own], dim=-1)))


class Rows:
    """Features and labels of all texts, row after row."""

    def __init__(self, folder, texts, spans, cached=None):
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.encodings = tokenizer.encode_batch(texts)
        ids = [encoding.ids[:MOST] for encoding in self.encodings]
        self.labels = np.concatenate([labelled(encoding, own)[:MOST] for encoding, own in zip(self.encodings, spans)])
        if cached and cached.exists():
            self.values = np.load(cached, mmap_mode="r")
            self.starts = np.concatenate([[0], np.cumsum([len(row) for row in ids])])
        else:
            self.values, self.starts = features(session(folder, INT8, TENSORS), TENSORS, ids, MOST)
            if cached:
                np.save(cached, self.values)
        assert len(self.values) == self.starts[-1] == len(self.labels)

    def batches(self, numbers, random=None):
        """Numbers of rows of about one length, TOKENS together."""
        lengths = self.starts[numbers + 1] - self.starts[numbers]
        order = numbers[np.argsort(lengths + (random.random(len(lengths)) * 4 if random else 0), kind="stable")]
        made, now = [], []
        for number in order:
            width = max(self.starts[number + 1] - self.starts[number], max((self.starts[n + 1] - self.starts[n] for n in now[-1:]), default=0))
            if now and (len(now) + 1) * width > TOKENS:
                made.append(now)
                now = []
            now.append(number)
        made.append(now)
        if random:
            random.shuffle(made)
        return made

    def batch(self, numbers):
        width = max(self.starts[n + 1] - self.starts[n] for n in numbers)
        rows = np.zeros((len(numbers), width, self.values.shape[1]), np.float16)
        mask, labels = np.zeros((len(numbers), width), np.float32), np.full((len(numbers), width), NOTHING)
        for at, number in enumerate(numbers):
            low, high = self.starts[number], self.starts[number + 1]
            rows[at, : high - low], mask[at, : high - low], labels[at, : high - low] = self.values[low:high], 1, self.labels[low:high]
        return torch.from_numpy(rows), torch.from_numpy(mask), torch.from_numpy(labels)

    def probabilities(self, model, numbers):
        """[tokens, labels] of each text, in order."""
        model.eval()
        made = {}
        with torch.no_grad():
            for numbers_of in self.batches(np.asarray(numbers)):
                rows, mask, _ = self.batch(numbers_of)
                for number, said in zip(numbers_of, F.softmax(model(rows.float(), mask), dim=-1).numpy()):
                    made[number] = said[: self.starts[number + 1] - self.starts[number]]
        return [made[number] for number in numbers]


def trained(rows, numbers, epochs=EPOCHS):
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    model = Names(rows.values.shape[1])
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    steps = int(len(rows.batches(numbers)) * 1.02) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps * epochs, pct_start=0.1)
    weights = torch.tensor(WEIGHTS)
    for epoch in range(epochs):
        model.train()
        losses = []
        for step, of in enumerate(rows.batches(numbers, random)[:steps]):
            if step % 200 == 0:
                say(f"step {step} of {steps}")
            values, mask, labels = rows.batch(of)
            with torch.autocast("cpu", torch.bfloat16):
                said = model(values.bfloat16(), mask)
            loss = F.cross_entropy(said.float().flatten(0, 1), labels.flatten(), weights, ignore_index=NOTHING)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        say(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.4f}")
    return model.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    arguments = parser.parse_args()
    with gzip.open(arguments.work / "names.jsonl.gz", "rt", encoding="utf-8") as stream:
        texts = [json.loads(line) for line in stream]
    with gzip.open(HERE / "evaluation/names-dev.jsonl.gz", "rt", encoding="utf-8") as stream:
        texts += [{**row, "text": prepare(row["text"]), "split": "dev"} for row in map(json.loads, stream) if prepare(row["text"]) == row["text"]]
    rows = Rows(arguments.folder, [row["text"] for row in texts], [row["spans"] for row in texts], arguments.work / "names-features.npy")
    split = lambda name: np.array([number for number, row in enumerate(texts) if row["split"] == name])
    model = trained(rows, split("train"), arguments.epochs)
    torch.save(model.state_dict(), arguments.work / "names.pt")
    dev = split("dev")
    said = rows.probabilities(model, dev)
    thresholds = choose([judged(texts[number]["text"], rows.encodings[number], one) for number, one in zip(dev, said)],
                        [texts[number] for number in dev])
    names_graph.add(arguments.folder, model, TENSORS, thresholds)
    say(f"{arguments.folder}: thresholds {thresholds}")


if __name__ == "__main__":
    main()
