"""What the embedding is held to: python targets.py [--work FOLDER] [--teacher FOLDER]

The teacher (default: english-teacher/, all-MiniLM-L6-v2's embedding in verbatim-mini) reads English only; the other
side of a pair is held to the vector of the English side. Measured: of English sentences of the catalogue of topics it
finds more at home than e5 does (docs/decisions/multilingual-model.md). Writes WORK/targets.npz; keeps the vectors that are in
it, so after a change of the table only new texts are embedded."""

import argparse
import hashlib
from pathlib import Path

import numpy as np

import batches
from run import say
from served import Served

HERE = Path(__file__).parent
PART = 20_000


def key(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little", signed=True)


class Targets:
    """Unit vectors of English texts, by text."""

    def __init__(self, work):
        stored = np.load(work / "targets.npz")
        self.places = {int(k): at for at, k in enumerate(stored["keys"])}
        self.vectors = stored["vectors"]

    def of(self, texts):
        """[texts, 384] of fp16; zeros where a text has none."""
        made = np.zeros((len(texts), self.vectors.shape[1]), np.float16)
        for at, text in enumerate(texts):
            place = self.places.get(key(text))
            if place is not None:
                made[at] = self.vectors[place]
        return made


def wanted(table):
    texts = set()
    for row in batches.read_table(table):
        if row["kind"] == "pair":
            if row["pivot"] == "en":
                texts.add(row["english"])
        elif row["language"] == "en" and row["kind"] != "frame":
            texts.add(row["text"])
    return sorted(texts, key=len)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--teacher", type=Path, default=HERE / "english-teacher")
    arguments = parser.parse_args()
    texts, file = wanted(arguments.work / "table.jsonl.gz"), arguments.work / "targets.npz"
    vectors = Targets(arguments.work).of(texts) if file.exists() else np.zeros((len(texts), 384), np.float16)
    missing = np.flatnonzero(~vectors.any(axis=1))
    served = Served(arguments.teacher) if len(missing) else None
    for at in range(0, len(missing), PART):
        part = missing[at : at + PART]
        vectors[part] = served.run([texts[i] for i in part], ("embedding",))["embedding"]
        say(f"{at + len(part)} of {len(missing)} English texts; {len(texts) - len(missing)} are known")
    written = arguments.work / "targets-writing.npz"
    np.savez(written, keys=np.array([key(text) for text in texts], np.int64), vectors=vectors)
    written.rename(file)


if __name__ == "__main__":
    main()
