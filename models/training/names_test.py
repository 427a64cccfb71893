"""The test set of names out of our own frames: python names_test.py → the rows of set "own" of bench/data/names.jsonl.gz

Frames (names/test-frames.txt), names and brands of which training has none. The other sets of that file are real texts,
labelled by reading; they stay as they are."""

import gzip
import json
import re
from pathlib import Path

from names_data import Maker, frames
from names_features import joined

HERE = Path(__file__).parent
FILE = HERE.parent.parent / "bench/data/names.jsonl.gz"
FILLED, PLAIN = 6, 5


def made():
    maker = Maker("test", 7)
    for language, sentences in frames(HERE / "names/test-frames.txt").items():
        nobody = [line[1:] for line in sentences if line.startswith("-")]
        for sentence in sentences:
            named = not sentence.startswith("-")
            for number in range(FILLED if named else PLAIN):
                parts = [maker.filled(sentence if named else sentence[1:], language)]
                if number % 3 == 1:
                    parts.insert(maker.chance.randrange(2), maker.filled(maker.chance.choice(nobody), language))
                text, spans = maker.varied(*maker.joined(parts))
                spans = [[low, low + len(re.sub(r"['’]\w{1,4}$", "", text[low:high])), kind] for low, high, kind in joined(spans)]
                yield {"set": "own", "language": language, "text": text, "spans": spans}


def main():
    with gzip.open(FILE, "rt", encoding="utf-8") as stream:
        real = [row for row in map(json.loads, stream) if row["set"] != "own"]
    seen, rows = set(), []
    for row in made():
        if row["text"] not in seen:
            seen.add(row["text"])
            rows.append(row)
    with open(FILE, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as stream:
        for row in rows + real:
            stream.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
    print(f"{FILE}: {len(rows)} own, {len(real)} real texts")


if __name__ == "__main__":
    main()
