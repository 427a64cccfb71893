"""All data to one table: python prepare.py [--work FOLDER] [--cebab ZIP] [--add FILE.jsonl …] [--rows N]

Writes WORK/table.jsonl.gz (see sources.py for a row). Texts of evaluation sets are taken out of what is trained on. A
set of which more than 1 % stands in an evaluation set is refused: that is no chance, it holds the set itself."""

import argparse
import csv
import gzip
import json
import random
import sys
from collections import Counter
from pathlib import Path

import generate
import sources
from text import same

HERE = Path(__file__).parent
CHANCE = 0.01
SMALL = 20  # "Great product" stands in every set: a handful of texts is chance


class Overlap(Exception):
    pass


def evaluation_texts():
    """Texts that are measured on and never trained on."""
    with open(HERE / "evaluation/sentiment-dev.csv", encoding="utf-8") as stream:
        yield from (row["text"] for row in csv.DictReader(stream))
    with open(HERE.parent.parent / "examples/womens-clothing-reviews.csv", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield row["Review Text"]
            yield f"{row['Title']}. {row['Review Text']}"
    for file in sorted(HERE.parent.parent.glob("tests/fixtures/real-files/*/texts.csv")):
        with open(file, encoding="utf-8") as stream:
            # Not those of a word or two, which everybody writes.
            yield from (row["text"] for row in csv.DictReader(stream) if len(row["text"].split()) > 2)
    for file in sorted((HERE / "evaluation").glob("own-*.tsv")):
        for _, (_, _, text) in sources.lines(file, 3):
            yield text


def readers(arguments):
    yield from (sources.english(), sources.moods(), sources.pairs(), sources.banking(), sources.fewsum(), sources.topics())
    yield generate.generated()
    yield generate.swapped(row for row in sources.english() if row["kind"] != "toxicity")
    if arguments.cebab:
        yield sources.cebab(arguments.cebab)
    yield from map(sources.jsonl, arguments.add)


def clean(rows, taboo):
    """Rows without those of evaluation sets. Tests of a set are its own taboo for its training rows."""
    rows = list(rows)
    own = {same(row[side]) for row in rows if row["split"] == "test" for side in ("text", "english") if side in row}
    texts, dropped, kept = {}, {}, []
    for row in rows:
        keys = {same(row[side]) for side in ("text", "english") if side in row}
        texts.setdefault(row["source"], set()).update(keys)
        if row["split"] != "test" and keys & taboo:
            dropped.setdefault(row["source"], set()).update(keys & taboo)
        elif "" not in keys and (row["split"] == "test" or not keys & own):
            kept.append(row)
    for source, found in dropped.items():
        if len(found) > max(SMALL, CHANCE * len(texts[source])):
            raise Overlap(f"{source}: {len(found)} of {len(texts[source])} texts stand in an evaluation set; the set is refused")
    return kept, sum(map(len, dropped.values()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--cebab", type=Path, help="CEBaB-v1.1.zip")
    parser.add_argument("--add", type=Path, nargs="*", default=[], help="more rows, as JSON lines")
    parser.add_argument("--rows", type=int, help="only so many rows, for a smoke run")
    arguments = parser.parse_args()
    taboo = {same(text) for text in evaluation_texts()} - {""}
    table, seen, removed = [], set(), 0
    for rows in readers(arguments):
        kept, dropped = clean(rows, taboo)
        removed += dropped
        for row in kept:
            key = (same(row["text"]) if row["kind"] != "sentiment" else row["text"], row["kind"], row["language"], row.get("english"))
            if key not in seen:
                seen.add(key)
                table.append(row)
    random.Random(0).shuffle(table)
    if arguments.rows:
        table = smallest(table, arguments.rows)
    arguments.work.mkdir(parents=True, exist_ok=True)
    with gzip.open(arguments.work / "table.jsonl.gz", "wt", encoding="utf-8", compresslevel=3) as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in table)
    for (source, kind, split), count in sorted(Counter((r["source"], r["kind"], r["split"]) for r in table).items()):
        print(f"{count:8}  {source}, {kind}, {split}")
    print(f"{len(table)} rows; {removed} texts removed because they stand in evaluation sets")


def smallest(table, rows):
    """Some of each kind, split and language, in turn."""
    groups = {}
    for row in table:
        groups.setdefault((row["kind"], row["split"], row["language"]), []).append(row)
    picked = []
    while len(picked) < rows and any(groups.values()):
        picked += [group.pop() for group in groups.values() if group]
    return picked[:rows]


if __name__ == "__main__":
    try:
        main()
    except (sources.BrokenLine, Overlap) as fault:
        sys.exit(str(fault))
