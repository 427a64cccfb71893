"""Figures of the head of names: python names_measure.py FOLDER [--show]

On bench/data/names.jsonl.gz, by set and language, with Wilson intervals of 95 %; and what it masks in the demo's 1,000
reviews. `npm run bench:privacy` measures the same through the product."""

import argparse
import csv
import gzip
import json
from pathlib import Path

import numpy as np

from names_decode import counts, found, judged
from served import Served
from text import prepare

ROOT = Path(__file__).parent.parent.parent
INT8 = "onnx/model_int8_rows.onnx"


def wilson(count, of):
    if not of:
        return "–"
    share, z = count / of, 1.96
    centre, half = (share + z * z / 2 / of) / (1 + z * z / of), z / (1 + z * z / of) * (share * (1 - share) / of + z * z / 4 / of / of) ** 0.5
    return f"{share:.3f} ({centre - half:.3f} to {centre + half:.3f})"


def judgements(served, texts):
    """Words with their probabilities, of prepared texts."""
    encodings = served.tokenizer.encode_batch(texts)
    made = [None] * len(texts)
    order = sorted(range(len(texts)), key=lambda at: len(encodings[at].ids))
    for at in range(0, len(order), 32):
        batch = order[at : at + 32]
        logits = served.session.run(["names"], served.feed([encodings[number].ids for number in batch]))[0]
        for number, row in zip(batch, logits):
            said = np.exp(row - row.max(-1, keepdims=True))
            made[number] = judged(texts[number], encodings[number], said / said.sum(-1, keepdims=True))
    return made


def measured(folder, graph=INT8):
    """(kind, set, language, names, found whole, masks, right masks) of each set and language, and the demo's masks."""
    served = Served(folder, graph)
    thresholds = served.heads["names"]["threshold"]
    with gzip.open(ROOT / "bench/data/names.jsonl.gz", "rt", encoding="utf-8") as stream:
        rows = [row for row in map(json.loads, stream) if prepare(row["text"]) == row["text"]]
    words = judgements(served, [row["text"] for row in rows])
    tallies = {kind: counts(words, rows, thresholds, kind) for kind in ("PER", "LOC")}
    with open(ROOT / "examples/womens-clothing-reviews.csv", encoding="utf-8") as stream:
        reviews = [prepare(row[column]) for row in csv.DictReader(stream) for column in ("Title", "Review Text") if row[column]]
    masked = [(text[low:high], kind) for text, own in zip(reviews, judgements(served, reviews)) for low, high, kind in found(text, own, thresholds)]
    return rows, words, tallies, {kind: [text for text, of in masked if of == kind] for kind in ("PER", "LOC")}


SETS = {"own": "own sentences", "reviews": "reviews of shops and restaurants, real", "films": "film reviews, real", "subtitles": "film subtitles, real"}
SECTION = "## Names"


def section(folder):
    """The part of the card on names."""
    rows, _, tallies, demo = measured(folder)
    persons = tallies["PER"]
    total = lambda kind, keep: sum(value for (of, language), value in tallies[kind].items() if keep(of, language))
    line = lambda what, value: f"| {what} | {value[0]} | {wilson(value[1], value[0])} | {value[2]} | {wilson(value[3], value[2])} |"
    table = ["| persons | names | found | masks | right |", "| --- | --- | --- | --- | --- |",
             line("English", total("PER", lambda of, language: language == "en")),
             line("other languages", total("PER", lambda of, language: language != "en"))]
    table += [line(f"English, {SETS[of]}", persons[of, "en"]) for of in SETS if (of, "en") in persons]
    table += [line(f"other languages, {SETS[of]}", total("PER", lambda a, b: a == of and b != "en")) for of in ("own", "subtitles")]
    languages = sorted({language for _, language in persons} - {"en"})
    table += [line(language, total("PER", lambda of, own: own == language)) for language in languages]
    table += [line("places, own sentences, all languages", total("LOC", lambda of, language: of == "own"))]
    quoted = lambda kind: f"{len(demo[kind])}" + (f" ({', '.join(sorted(set(demo[kind])))})" if demo[kind] else "")
    return "\n".join([SECTION, (
        "`names` [batch, sequence, 5]: logits of each token of the input (O, B-PER, I-PER, B-LOC, I-LOC; softmax; a word has the mean of its "
        "tokens; thresholds of verbatim.json). Found: a mask leaves no letter of the name. Right: a mask touches a name. In brackets the "
        f"Wilson interval of 95 %. Of {len(rows)} texts; sentences of the own part stand in no row of training, nor do its names but Megan, Nathan, Paul, Thomas and Zach; "
        "seven of its brands do. Real texts "
        "were labelled by one reader, who looked again where a first head disagreed."), "", *table, "",
        f"Masked in the titles and texts of the demo's 1,000 reviews: persons {quoted('PER')}, places {quoted('LOC')}."])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--graph", default=INT8)
    parser.add_argument("--card", action="store_true", help="writes the figures into the folder's card")
    parser.add_argument("--show", action="store_true", help="what is missed and what is masked for nothing")
    arguments = parser.parse_args()
    measured_section = section(arguments.folder)
    print(measured_section)
    if arguments.card:
        card = arguments.folder / "README.md"
        before, _, after = card.read_text().partition("## Known limits")
        card.write_text(f"{before.partition(SECTION)[0]}{measured_section}\n\n## Known limits{after}")
    if arguments.show:
        rows, words, _, _ = measured(arguments.folder, arguments.graph)
        thresholds = Served(arguments.folder, arguments.graph).heads["names"]["threshold"]
        for row, own in zip(rows, words):
            one = counts([own], [row], thresholds)[row["set"], row["language"]]
            if one[0] != one[1] or one[2] != one[3]:
                text = row["text"]
                print(row["set"], row["language"], "miss" if one[0] != one[1] else "", "extra" if one[2] != one[3] else "", text[:170],
                      [text[low:high] for low, high, kind in row["spans"] if kind == "PER"], "→", [text[low:high] for low, high, kind in found(text, own, thresholds) if kind == "PER"])


if __name__ == "__main__":
    main()
