"""Names out of probabilities of tokens, near enough to src/inference/text/name-spans.ts to choose thresholds by."""

from collections import defaultdict

import numpy as np
import regex

from names_features import joined

WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*")
MASK = regex.compile(r"\[[a-z_]{1,24}(?: \d+)?\]")
JOINT = regex.compile(r"|\s|[-'’]|\.\s?")
KINDS = {"PER": slice(1, 3), "LOC": slice(3, 5)}


def judged(text, encoding, probabilities):
    """(start, end, PER, LOC) of each word: the means of its tokens."""
    tokens = []
    for (start, end), special, said in zip(encoding.offsets, encoding.special_tokens_mask, probabilities):
        while start < end and text[start].isspace():
            start += 1
        if not special and start < end:
            tokens.append((start, end, said[KINDS["PER"]].sum(), said[KINDS["LOC"]].sum()))
    masked = [mask.span() for mask in MASK.finditer(text)]
    made, at, before = [], 0, None
    for word in WORD.finditer(text):
        low, high = word.span()
        while at < len(tokens) and tokens[at][1] <= low:
            at += 1
        own, i = [], at
        while i < len(tokens) and tokens[i][0] < high:
            own.append(tokens[i][2:])
            i += 1
        ending = before and text[before[1] : low] in ("'", "’") and text[low].islower() and before[1] - before[0] > 1
        counts = own and not ending and not word[0].isdigit() and not any(a <= low < b for a, b in masked)
        made.append((low, high, *(np.mean(own, axis=0) if counts else (0.0, 0.0))))
        before = low, high
    return made


def found(text, words, thresholds):
    """[start, end, kind] of names: neighbouring words of one kind."""
    spans, last = [], None
    for low, high, person, place in words:
        kind = "PER" if person >= thresholds["PER"] and (place < thresholds["LOC"] or person >= place) else "LOC" if place >= thresholds["LOC"] else None
        between = text[last[1] : low] if last else ""
        if kind and last and last[2] == kind and JOINT.fullmatch(between) and (not between.startswith(".") or last[1] - last[0] == 1):
            spans[-1][1] = high
        elif kind:
            spans.append([low, high, kind])
        last = (low, high, kind) if kind else None
    return spans


def counts(judgements, rows, thresholds, kind="PER"):
    """By set and language: names, found whole, masks, right masks. What is in doubt counts neither way."""
    tally = defaultdict(lambda: np.zeros(4, int))
    for words, row in zip(judgements, rows):
        own = tally[row.get("set", "dev"), row["language"]]
        gold = joined(row["spans"])
        masks = [span for span in found(row["text"], words, thresholds) if span[2] == kind]
        for low, high, of in gold:
            if of == kind:
                own[0] += 1
                own[1] += all(any(a <= at < b for a, b, _ in masks) for at in range(low, high) if row["text"][at].isalnum())
        for low, high, _ in masks:
            touched = {of for a, b, of in gold if a < high and low < b}
            if kind in touched or "?" not in touched:
                own[2] += 1
                own[3] += kind in touched
    return dict(tally)


def choose(judgements, rows):
    """The threshold of each kind with the best F1 over languages."""
    chosen = {"PER": 0.5, "LOC": 0.5}
    for kind in chosen:
        best = -1.0
        for threshold in np.arange(0.2, 0.91, 0.05):
            tally = sum(counts(judgements, rows, {**chosen, kind: threshold}, kind).values())
            f1 = 2 * tally[1] / max(1, tally[0] + tally[2])
            if f1 > best:
                best, at = f1, threshold
        chosen[kind] = round(float(at), 2)
    return chosen
