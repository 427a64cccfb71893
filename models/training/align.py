"""How well the sides of pairs match: python align.py [--work FOLDER] [--most N]

Many pairs of XED are no translations of each other. e5 as it was before training says how near the sides are: the
cosine of their vectors, each less the mean of its language. Only near pairs are trained on, and figures are given for
all held-out pairs and for near ones.
Writes WORK/aligned/block-….npz, one at a time; goes on with what is missing after any kill."""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import batches
import run
import tokenizer
from embedder import Embedder

BLOCK = 1024
CENTRED = 192  # texts of a language that its mean is taken over
NEAR = 0.45


def key(row):
    """Of a pair, whatever table it stands in."""
    said = f"{row['language']}\t{row['english']}\t{row['text']}"
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:8], "little", signed=True)


def in_turn(rows):
    """Rows of every language and split at the same pace, so that any beginning of the order is of use."""
    ranked, counts = [], {}
    for row in sorted(rows, key=key):
        group = (row["language"], row["split"], row["pivot"])
        counts[group] = counts.get(group, 0) + 1
        ranked.append((counts[group], row))
    return [row for _, row in sorted(ranked, key=lambda it: it[0])]


def read(work):
    """(key → place, cosines) of what is there."""
    blocks = [np.load(file) for file in sorted((work / "aligned").glob("block-*.npz"))]
    if not blocks:
        return {}, np.zeros(0)
    keys, cosines = (np.concatenate([block[name] for block in blocks]) for name in ("keys", "cosines"))
    return {int(k): at for at, k in enumerate(keys)}, cosines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    parser.add_argument("--most", type=int, help="pairs, at most")
    arguments = parser.parse_args()
    work, (device, half) = arguments.work, run.machine()
    pieces, _ = tokenizer.origin(work / "e5")
    rows = in_turn(batches.read_table(work / "table.jsonl.gz", {"pair"}, ("train", "test")))[: arguments.most]
    (work / "aligned").mkdir(exist_ok=True)
    done, _ = read(work)
    embedder = Embedder(work / "e5", pieces, device)
    with torch.autocast(device, dtype=torch.bfloat16, enabled=half):
        centres = {}
        for language in sorted({row["language"] for row in rows} | {"en", "da"}):
            own = [row["text"] for row in rows if row["language"] == language] + [row["english"] for row in rows if row["pivot"] == language]
            centres[language] = embedder.raw(batches.encode(pieces, own[:CENTRED])).mean(0)
        missing = [row for row in rows if key(row) not in done]
        run.say(f"{len(rows)} pairs, {len(missing)} to do")
        for at in range(0, len(missing), BLOCK):
            some = missing[at : at + BLOCK]
            one, other = (embedder.raw(batches.encode(pieces, [row[side] for row in some])) for side in ("english", "text"))
            one = F.normalize(one - torch.stack([centres[row["pivot"]] for row in some]), dim=-1)
            other = F.normalize(other - torch.stack([centres[row["language"]] for row in some]), dim=-1)
            cosines = (one * other).sum(1).cpu().numpy()
            keys = np.array([key(row) for row in some], np.int64)
            number = len(list((work / "aligned").glob("block-*.npz")))
            written = work / "aligned" / "writing.npz"
            np.savez(written, keys=keys, cosines=cosines.astype(np.float32))
            written.rename(work / "aligned" / f"block-{number:04d}.npz")
            run.say(f"{at + len(some)} of {len(missing)}; near {(cosines >= NEAR).mean():.2f}")


if __name__ == "__main__":
    main()
