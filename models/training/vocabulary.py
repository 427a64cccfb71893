"""Which of the 250,002 pieces stay: python vocabulary.py [--work FOLDER]

A piece stays if it is special; if it stands in a text of the table at least twice, or in one of the words that make up
COVERAGE of what is written in a served language (wordfreq), in any case that customers write; or if it is a single
character of a served script, a digit, a mark or a sign. A text whose pieces all stay is read as before: the best path
of a Unigram model is still there, and none is added. Writes WORK/pieces-kept.json and says what tokenises otherwise."""

import argparse
import json
import unicodedata
from collections import Counter
from pathlib import Path

import wordfreq

import batches
import tokenizer
from text import prepare

LANGUAGES = ["cs", "da", "de", "el", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pl", "pt", "ro", "ru", "sv", "tr"]
WORDFREQ = {"no": "nb"}
WORDS, COVERAGE = 60_000, 0.998
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "DIGIT", "EMOJI")
SPECIAL = 4  # <s> <pad> </s> <unk>


def is_served_character(piece):
    bare = piece.lstrip(tokenizer.MARK)
    if len(bare) != 1:
        return False
    name = unicodedata.name(bare, "")
    return name.startswith(SCRIPTS) or unicodedata.category(bare)[0] in "NPS"


def words(language, most=WORDS):
    """Words by frequency up to the coverage, as customers write them."""
    code = WORDFREQ.get(language, language)
    seen, found = 0.0, []
    for word in wordfreq.top_n_list(code, most, wordlist="best"):
        seen += wordfreq.word_frequency(word, code, wordlist="best")
        found += [word, word.capitalize()]
        if seen > COVERAGE:
            break
    return found


def kept(pieces, reader, texts, most=WORDS):
    counts = Counter()
    for encoding in reader.encode_batch([prepare(text) for text in texts], add_special_tokens=False):
        counts.update(encoding.ids)
    keep = {piece for piece, count in counts.items() if count >= 2}
    for language in LANGUAGES:
        found = words(language, most)
        before = len(keep)
        for at in range(0, len(found), 20000):
            for encoding in reader.encode_batch(found[at : at + 20000], add_special_tokens=False):
                keep.update(encoding.ids)
        print(f"{language}: {len(found) // 2} words, {len(keep) - before} pieces more, {len(keep)} in all", flush=True)
    keep.update(range(SPECIAL))
    keep.update(at for at, (piece, _) in enumerate(pieces) if is_served_character(piece))
    return sorted(keep)


def build(pieces, keep):
    return tokenizer.build([pieces[at] for at in keep], unknown=3, start=0, end=2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    parser.add_argument("--words", type=int, default=WORDS, help="of each language, at most")
    arguments = parser.parse_args()
    work = arguments.work
    reader, pieces = tokenizer.origin(work / "e5")
    rows = list(batches.read_table(work / "table.jsonl.gz", splits=("train", "dev", "test")))
    keep = kept(pieces, reader, [row["text"] for row in rows if row["split"] != "test"] +
                [row["english"] for row in rows if row["kind"] == "pair" and row["split"] != "test"], arguments.words)
    (work / "pieces-kept.json").write_text(json.dumps(keep))
    print(f"{len(keep)} of {len(pieces)} pieces stay")
    small, place = build(pieces, keep), {old: new for new, old in enumerate(keep)}
    for language in LANGUAGES:
        texts = [prepare(row["text"]) for row in rows if row["language"] == language and row["split"] == "test"][:2000]
        if texts:
            whole, cut = reader.encode_batch(texts), small.encode_batch(texts)
            other = sum([place.get(i) for i in a.ids] != b.ids for a, b in zip(whole, cut))
            print(f"{language}: {other} of {len(texts)} held-out texts tokenise otherwise")


if __name__ == "__main__":
    main()
