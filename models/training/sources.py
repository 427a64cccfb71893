"""Readers of the data sets: each yields rows of the table that `prepare` writes.

A row: source, licence, split (train, dev, test), language, kind, label, text; pairs have `english` too, frames `group`.
Kinds: sentiment (negative, neutral, positive), emotion (names, by comma), toxicity (toxic, clean), pair (another
language's side of `english`), mood (numbers of XED, by comma), topic (`group`: the topic), plain (no label)."""

import csv
import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

import yaml

from text import same

DATA = Path(__file__).parent / "data"
PARTS = {  # the parts of training-english.tsv.gz
    "goemotions": "Apache-2.0", "hutto": "MIT", "semeval2017": "CC BY 3.0", "davidson": "MIT", "uci": "CC BY 4.0"}
POSITIVE = {"admiration", "amusement", "approval", "caring", "desire", "excitement", "gratitude", "joy", "love",
            "optimism", "pride", "relief"}
NEGATIVE = {"anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief",
            "nervousness", "remorse", "sadness"}
NEUTRAL = {"neutral", "curiosity", "confusion"}
DEV_SHARE = 0.04
PAIRS_HELD_OUT, PAIRS_SHARE = 2000, 0.3


class BrokenLine(Exception):
    def __init__(self, file, line, fault):
        super().__init__(f"{file}, line {line}: {fault}")


def lines(file, columns):
    """Fields of each line; every line must have as many as said."""
    opened = gzip.open if str(file).endswith(".gz") else open
    with opened(file, "rt", encoding="utf-8", newline="\n") as stream:
        for number, line in enumerate(stream, 1):
            fields = line.rstrip("\n").split("\t")
            if len(fields) != columns:
                raise BrokenLine(file, number, f"{len(fields)} fields, not {columns}")
            yield number, fields


def part_of(text):
    """A number from 0 to 1 that only the text decides."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def sentiment_of(emotions):
    """Polarity that a person's emotions tell, or None where they disagree or tell none."""
    sides = {"positive" if e in POSITIVE else "negative" if e in NEGATIVE else "neutral" if e in NEUTRAL else "none"
             for e in emotions}
    return sides.pop() if len(sides) == 1 and "none" not in sides else None


def english(file=DATA / "training-english.tsv.gz"):
    for number, (source, split, task, label, text) in lines(file, 5):
        if number == 1:
            continue
        licence = PARTS[source.split("-")[0]]
        row = dict(source=source, licence=licence, language="en", text=text)
        if task == "emotion":
            yield dict(row, split=split, kind="emotion", label=label)
        elif task == "toxicity":
            split = "dev" if part_of(text) < DEV_SHARE else "train"
            yield dict(row, split=split, kind="toxicity", label="clean" if label == "neither" else "toxic")
        elif task == "sentiment" and label in ("negative", "neutral", "positive"):
            split = "dev" if part_of(text) < DEV_SHARE else "train"
            yield dict(row, split=split, kind="sentiment", label=label)
        else:
            raise BrokenLine(file, number, f"unknown task or label {task} {label}")


DANISH = set("og jeg det er ikke du en at på til har med for vi kan hvad den der som være mig hun han de af dig skal "
             "min om din så men vil hvor ham kom nej ja lige ved hvordan".split())
WORDS = set("the i you to a is it of and that in me what this for we my on your be do have are not he don't no was "
            "can with just all know here there get if so but out up she they go him come at her".split())


def is_english(text):
    """Some `English` sides of XED are Danish."""
    words = [word.strip(".,!?-\"'…").lower() for word in text.split()]
    return sum(w in WORDS for w in words) >= sum(w in DANISH for w in words) and not set(text.lower()) & set("æøå")


def pairs(file=DATA / "xed-pairs.tsv.gz", moods=DATA / "xed-emotions.tsv.gz"):
    """Sentence pairs; held out are those of one set of English sentences, so no language sees them in training. Pairs
    with Danish in the place of English are trained on, with `pivot` da."""
    mood = {(language, text): label for _, (language, label, text) in lines(moods, 3)}
    found, danish = {}, []
    for _, (language, one, other) in lines(file, 3):
        if same(one) and same(other):
            if is_english(one):
                found.setdefault(language, []).append((part_of(one), one, other))
            else:
                danish.append((language, one, other))
    held = set()
    for rows in found.values():
        rows.sort()
        held |= {one for _, one, _ in rows[: min(PAIRS_HELD_OUT, int(PAIRS_SHARE * len(rows)))]}
    row = dict(source="xed-pairs", licence="CC BY 4.0", kind="pair")
    tested = set()
    for language, rows in sorted(found.items()):
        tests = 0
        for _, one, other in rows:
            split = "test" if one in held and tests < PAIRS_HELD_OUT else "held" if one in held else "train"
            if split == "test":
                tests += 1
                tested.add(other)
            if split != "held":
                yield dict(row, split=split, language=language, label=mood.get((language, other), ""), text=other,
                           english=one, pivot="en")
    for language, one, other in danish:
        if other not in tested and one not in tested:
            yield dict(row, split="train", language=language, label=mood.get((language, other), ""), text=other,
                       english=one, pivot="da")


def moods(file=DATA / "xed-emotions.tsv.gz"):
    """English subtitles with moods; those of other languages come with their pairs."""
    for number, (language, label, text) in lines(file, 3):
        if not all(part.isdigit() and int(part) < 9 for part in label.split(",")):
            raise BrokenLine(file, number, f"unknown mood {label}")
        if language == "en":
            yield dict(source="xed-emotions", licence="CC BY 4.0", split="train", language="en", kind="mood",
                       label=label, text=text)


def banking(file=DATA.parent.parent.parent / "bench/data/banking77.csv.gz"):
    """Customers' questions: not toxic, and embedded."""
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield dict(source="banking77", licence="CC BY 4.0", split="train", language="en", kind="toxicity",
                       label="clean", text=row["text"])


def fewsum(file=DATA / "fewsum-amazon-train.tsv.gz"):
    """Whole reviews with the stars that their writers gave."""
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            for at in range(1, 9):
                stars = float(row[f"rating{at}"])
                label = "negative" if stars <= 2 else "positive" if stars >= 4 else None
                if label:
                    yield dict(source="fewsum-amazon", licence="MIT", split="train", language="en", kind="sentiment",
                               label=label, text=row[f"rev{at}"])


def cebab(file):
    """Restaurant reviews and their edits, each rated by five people (Abraham et al. 2022)."""
    with zipfile.ZipFile(file) as archive:
        for name in ("train_inclusive.json", "dev.json"):
            for row in json.load(io.TextIOWrapper(archive.open(f"CEBaB-v1.1/{name}"), "utf-8")):
                label = {"1": "negative", "2": "negative", "4": "positive", "5": "positive"}.get(row["review_majority"])
                if label:
                    yield dict(source="cebab", licence="CC BY 4.0", split="dev" if name == "dev.json" else "train",
                               language="en", kind="sentiment", label=label, text=row["description"])


def jsonl(file):
    """Rows of the table itself: more data of one's own."""
    needed = {"source", "licence", "language", "kind", "label", "text"}
    with open(file, encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BrokenLine(file, number, error) from None
            if not isinstance(row, dict) or needed - row.keys():
                raise BrokenLine(file, number, f"lacks one of {', '.join(sorted(needed))}")
            yield {"split": "train", **row}


def topics(folder=DATA.parent.parent.parent / "catalogue"):
    """Examples of the catalogue's topics, which are ours, in every language."""
    def within(nodes):
        for node in nodes:
            yield node
            yield from within(node.get("topics", []))

    for file in sorted(folder.glob("*.yaml")):
        if file.stem == "statements":  # kinds of statement, no subjects
            continue
        for topic in within(yaml.safe_load(file.read_text())["topics"]):
            for language, texts in (topic.get("examples") or {}).items():
                for text in texts:
                    yield dict(source=f"own topics {file.stem}", licence="CC0 1.0", split="train", language=language,
                               kind="topic", label="", text=text, group=topic["id"])
