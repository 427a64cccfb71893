"""What `evaluate` measures: each function takes a served model and gives figures of one public set, or of our own lines."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np

import align
import sources
from batches import read_table
from calibrate import f1, log_softmax, sigmoid
from encoder import EMOTIONS, SENTIMENT

HERE = Path(__file__).parent
MIXED_TEXTS = 600
BINS = 10


def some(rows, most):
    """Rows at equal distances, at most so many; all where `most` is None."""
    return rows if most is None else rows[:: max(1, -(-len(rows) // most))]


def probabilities(served, texts):
    logits = served.run(texts, ("sentiment",))["sentiment"]
    return np.exp(log_softmax(logits / served.heads["sentiment"]["temperature"]))


def calibration_error(confidence, right):
    """Expected calibration error: bins of equal width."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return float(sum(abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def recalls(said, true):
    return float(np.mean([(said[true == label] == label).mean() for label in sorted(set(true))]))


def sentiment_dev(served, most):
    with open(HERE / "evaluation/sentiment-dev.csv", encoding="utf-8") as stream:
        rows = some(list(csv.DictReader(stream)), most)
    found = probabilities(served, [row["text"] for row in rows])
    true = np.array([SENTIMENT.index(row["label"]) for row in rows])
    sets = np.array([row["set"] for row in rows])
    uci, amazon = sets == "kotzias", sets == "hutto-amazon"
    polar = np.where(found[:, 2] > found[:, 0], 2, 0)  # the set has no neutral
    said = found.argmax(1)
    return {"uci": dict(n=int(uci.sum()), accuracy=float((polar == true)[uci].mean())),
            "amazon": dict(n=int(amazon.sum()), accuracy=float((said == true)[amazon].mean()), macro_recall=recalls(said[amazon], true[amazon])),
            "calibration_english": dict(n=len(rows), error=calibration_error(found.max(1), said == true))}


def clothing(served, most):
    with open(HERE.parent.parent / "examples/womens-clothing-reviews.csv", encoding="utf-8") as stream:
        rows = some([row for row in csv.DictReader(stream) if row["Review Text"] and row["Rating"] in "1245"], most)
    found = probabilities(served, [row["Review Text"] for row in rows])
    said, true = found[:, 2] > found[:, 0], np.array([row["Rating"] in "45" for row in rows])
    return {"clothing": dict(n=len(rows), macro_recall=recalls(said, true), accuracy=float((said == true).mean()))}


def emotions(served, most):
    rows = some([row for row in sources.english() if row["kind"] == "emotion" and row["split"] == "test"], most)
    true = np.array([[name in row["label"].split(",") for name in EMOTIONS] for row in rows])
    said = sigmoid(served.run([row["text"] for row in rows], ("emotion",))["emotion"]) >= np.array(served.heads["emotion"]["thresholds"])
    both = (said & true).sum()
    return {"goemotions": dict(n=len(rows), macro_f1=float(f1(said, true).mean()), micro_f1=float(2 * both / (said.sum() + true.sum())))}


def pairs(served, work, most=None):
    """Both sides of held-out pairs, by language: all, and those whose sides e5 finds near (align.py), since many are no
    translations. The English label is what the other side's confidence is held to."""
    places, cosines = align.read(work)
    by_language = {}
    for row in read_table(work / "table.jsonl.gz", {"pair"}, ("test",)):
        by_language.setdefault(row["language"], []).append(row)
    figures, confidences, rights, nears = {}, [], [], []
    for language, rows in sorted(by_language.items()):
        rows = rows[:most]
        one, other = (probabilities(served, [row[side] for row in rows]) for side in ("english", "text"))
        same, confidence = one.argmax(1) == other.argmax(1), other.max(1)
        near = np.array([align.key(row) in places and cosines[places[align.key(row)]] >= align.NEAR for row in rows])
        found = dict(n=len(rows), same=float(same.mean()), calibration_error=calibration_error(confidence, same),
                     neutral=float((other.argmax(1) == 1).mean()), near=int(near.sum()))
        if near.any():
            found |= dict(near_same=float(same[near].mean()), near_calibration_error=calibration_error(confidence[near], same[near]))
        figures[language] = found
        confidences.append(confidence)
        rights.append(same)
        nears.append(near)
    confidence, right, near = map(np.concatenate, (confidences, rights, nears))
    whole = dict(n=len(right), error=calibration_error(confidence, right))
    if near.any():
        whole |= dict(near=int(near.sum()), near_error=calibration_error(confidence[near], right[near]))
    return {"pairs": figures, "calibration_pairs": whole}


def mixed(served, most):
    """Sentences of opposite polarity, two in a text, each judged as a segment in one pass."""
    with open(HERE / "evaluation/sentiment-dev.csv", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["set"] == "kotzias"]
    sides = [[row["text"].strip() for row in rows if row["label"] == label] for label in ("negative", "positive")]
    random, texts = np.random.default_rng(0), []
    count = min(MIXED_TEXTS, most or MIXED_TEXTS)
    for number in range(count):
        first = number % 2
        texts.append(([str(random.choice(sides[first])), str(random.choice(sides[1 - first]))], [2 * first, 2 - 2 * first]))
    said = served.parts([sentences for sentences, _ in texts])
    right = [np.where(logits[:, 2] > logits[:, 0], 2, 0) == labels for logits, (_, labels) in zip(said, texts)]
    return {"mixed": dict(n=2 * count, right=float(np.mean(right)))}


def own(served, most):
    figures = {}
    for file in sorted((HERE / "evaluation").glob("own-*.tsv")):
        rows = some([fields for _, fields in sources.lines(file, 3)], most)
        said = probabilities(served, [text for _, _, text in rows]).argmax(1)
        right = said == np.array([SENTIMENT.index(label) for _, label, _ in rows])
        languages = np.array([language for language, _, _ in rows])
        figures[file.stem.removeprefix("own-")] = dict(
            n=len(rows), right=float(right.mean()), by_language={l: float(right[languages == l].mean()) for l in sorted(set(languages))})
    return {"own": figures}


def precision(served, other):
    """Equal answers of two graphs of the model on the golden texts."""
    with open(HERE.parent / "golden.jsonl", encoding="utf-8") as stream:
        lines = [json.loads(line) for line in stream]
    texts = [line["text"] if isinstance(line, dict) else line for line in lines]
    one, two = served.run(texts), other.run(texts)
    bounds = np.array(served.heads["emotion"]["thresholds"])
    equal = (sigmoid(one["emotion"]) >= bounds) == (sigmoid(two["emotion"]) >= bounds)
    return {"int8_against_fp32": dict(
        n=len(texts), sentiment=float((one["sentiment"].argmax(1) == two["sentiment"].argmax(1)).mean()),
        toxicity=float(((one["toxicity"] > 0) == (two["toxicity"] > 0)).mean()),
        emotion_worst=float(equal.mean(0).min()), embedding_cosine=float((one["embedding"] * two["embedding"]).sum(1).min()))}
