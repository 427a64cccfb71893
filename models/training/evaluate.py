"""Measures a model folder: python evaluate.py FOLDER [--work FOLDER] [--json FILE] [--graph FILE] [--most N]

Through onnxruntime, on the graph that is the default on a CPU. Prints the figures beside their goals; writes them as
JSON and, of a folder that `export.py` made, its card (FOLDER/README.md)."""

import argparse
import json
from pathlib import Path

import card
import measures
from calibrate import INT8
from served import Served

GOALS = [("UCI sentences, accuracy", ("uci", "accuracy"), 0.94), ("Amazon snippets, accuracy of 3", ("amazon", "accuracy"), 0.80),
         ("clothing reviews, macro recall", ("clothing", "macro_recall"), 0.85),
         ("GoEmotions, macro F1 of 28", ("goemotions", "macro_f1"), 0.47),
         ("one sentence in a mixed text", ("mixed", "right"), 0.90),
         ("emoji alone", ("own", "emoji", "right"), 0.85), ("polite complaints", ("own", "polite-complaints", "right"), 0.85),
         ("negated praise", ("own", "negated-praise", "right"), 0.85), ("comparatives", ("own", "comparatives", "right"), 0.85),
         ("calibration error, English", ("calibration_english", "error"), -0.03),
         ("calibration error, pairs", ("calibration_pairs", "error"), -0.05)]
PAIRS_GOAL = 0.90


def measured(served, work, most):
    figures = {}
    for part in (measures.sentiment_dev, measures.clothing, measures.emotions, measures.mixed, measures.own):
        figures |= part(served, most)
    return figures | measures.pairs(served, work, most)


def rows_of(figures):
    """(what, figure, goal, reached); a goal below zero is an upper bound."""
    for what, keys, goal in GOALS:
        value = figures
        for key in keys:
            value = value[key]
        yield what, value, abs(goal), value >= goal if goal > 0 else value <= -goal
    for language, found in figures["pairs"].items():
        yield f"pairs with {language}, same sentiment, n {found['n']}", found["same"], PAIRS_GOAL, found["same"] >= PAIRS_GOAL
        if found["near"]:
            near = found["near_same"]
            yield f"the same, near pairs, n {found['near']}", near, PAIRS_GOAL, near >= PAIRS_GOAL


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    parser.add_argument("--json", type=Path, help="default: WORK/figures.json")
    parser.add_argument("--graph", help=f"default: {INT8} where there is one")
    parser.add_argument("--most", type=int, help="rows of each set and pairs of each language; writes no card")
    arguments = parser.parse_args()
    folder = arguments.folder
    graph = arguments.graph or (INT8 if (folder / INT8).exists() else None)
    served = Served(folder, graph)
    figures = measured(served, arguments.work, arguments.most)
    if graph == INT8 and not arguments.most:
        figures |= measures.precision(Served(folder), served)
    figures["model"] = dict(name=served.manifest["name"], version=served.manifest["version"], graph=graph or served.manifest["graph"])
    (arguments.json or arguments.work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    for what, value, goal, reached in rows_of(figures):
        print(f"{'ok  ' if reached else 'miss'}  {value:.3f}  goal {goal:.2f}  {what}")
    if not arguments.most and "languages" in served.manifest:
        (folder / "README.md").write_text(card.written(folder, served.manifest, figures, list(rows_of(figures))))


if __name__ == "__main__":
    main()
