"""The rows that the head of names learns from: python names_data.py [--work FOLDER] → WORK/names.jsonl.gz

{"text", "language", "split", "spans": [[start, end, "PER" | "LOC" | "?"]]}; offsets count code points of the prepared
text; what is "?" is not learned from. From our own frames (names/frames.txt) alone and within real comments; comments in
which names had been taken out ([NAME] of GoEmotions, [PERSON] of XED); film subtitles (XED), where a capitalised word
that both languages share is a name; real comments and our own sentences without names."""

import argparse
import csv
import gzip
import json
import random
import re
import zipfile
from collections import Counter
from pathlib import Path

import generate
import sources
from names_lists import COMMON_MOST, Lists, inflected, section, share
from text import prepare

HERE = Path(__file__).parent
DATA = HERE / "data"
SLOT = re.compile(r"\{(\w)(?:\.(\w+))?\}")
MASK = re.compile(r"\[(NAME|PERSON|LOCATION|RELIGION)\]")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
PER_LANGUAGE = {"en": 9000}
SIGNS = {"en": "Best,|Thanks,|Regards,|-|–|Cheers,|Sincerely,|", "de": "LG|Gruß|Viele Grüße|–|MfG|", "fr": "Cordialement,|–|Bien à vous,|", "es": "Saludos,|–|Atte.|",
         "it": "Saluti,|–|", "nl": "Groet,|–|Mvg,|", "pt": "Abs,|–|Att,|", "pl": "Pozdrawiam,|–|", "cs": "S pozdravem,|–|", "da": "Mvh|–|", "no": "Mvh|–|",
         "sv": "Mvh|–|/", "fi": "T.|–|Terv.|", "hu": "Üdv,|–|", "ro": "Cu respect,|–|", "el": "Ευχαριστώ,|–|", "ru": "С уважением,|–|", "tr": "Saygılar,|–|"}


def frames(file=HERE / "names/frames.txt"):
    found, language = {}, None
    for line in file.read_text().splitlines():
        if line.startswith("## "):
            language = found.setdefault(line[3:], [])
        elif line and not line.startswith("# "):
            language.append(line)
    return found


class Maker:
    def __init__(self, part, seed, lists=None):
        self.part, self.lists, self.chance = part, lists or Lists(), random.Random(seed)

    def given(self, language):
        name = self.lists.pick("given", language, self.part, self.chance)
        if self.chance.random() < 0.03 and " " not in name:
            name += "-" + self.lists.pick("given", language, self.part, self.chance)
        return name

    def family(self, language):
        name = self.lists.pick("family", language, self.part, self.chance)
        return f"{name}-{self.lists.pick('family', language, self.part, self.chance)}" if self.chance.random() < 0.04 else name

    def person(self, language):
        way, chance = self.chance.random(), self.chance
        given, family = self.given(language), self.family(language)
        if way < 0.3:
            return given
        if way < 0.72:
            return f"{family} {given}" if language == "hu" else f"{given} {family}"
        if way < 0.84:
            return f"{given[0]}. {family}"
        if way < 0.9:
            return f"{given} {family[0]}."
        if way < 0.95:
            return f"{given} {self.given(language)[0]}. {family}"
        return f"{given} {self.given(language)} {family}" if chance.random() < 0.5 else f"{given} {family} {self.family(language)}"

    def filled(self, frame, language):
        """(text, spans) of a frame; spans of names and places."""
        brands = self.lists.test_brands if self.part == "test" else self.lists.brands
        text, spans, at = "", [], 0
        for slot in SLOT.finditer(frame):
            text += frame[at : slot.start()]
            at, kind, case = slot.end(), slot[1], slot[2]
            if kind == "B":
                text += self.chance.choice(brands)
                continue
            if kind == "W":
                word = self.chance.choice(self.lists.words)
                text += word if self.chance.random() < 0.6 else word.title()
                continue
            if kind == "D":
                text += self.chance.choice(self.lists.days[language])
                continue
            value = {"F": self.given, "S": self.family, "P": self.person}[kind](language) if kind != "C" else self.lists.place(language, self.part, self.chance)
            if case:
                value = inflected(language, value, case)
            if kind == "S" and text.endswith(" ") is False and text:
                text += " "
            lead = 4 if language == "ro" and value.startswith("lui ") else 0
            spans.append([len(text) + lead, len(text) + len(value), "LOC" if kind == "C" else "PER"])
            text += value
        text += frame[at:]
        return text[:1].upper() + text[1:] if self.chance.random() < 0.7 else text, spans

    def mistyped(self, text, spans):
        """Several words with a letter too many, too few, or exchanged; a blank a letter too late."""
        parts, at = [], 0
        for word in WORD.finditer(text):
            parts.append(text[at : word.start()])
            at, made = word.end(), word[0]
            if made[1:].islower() and len(made) > 3 and self.chance.random() < 0.2:
                spot, way = self.chance.randrange(1, len(made) - 1), self.chance.random()
                letter = self.chance.choice("abcdefghijklmnopqrstuvwxyz")
                made = made[:spot] + (made[spot + 1] + made[spot] + made[spot + 2 :] if way < 0.4 else made[spot + 1 :] if way < 0.7 else letter + made[spot:])
            parts.append(made)
        shifted = lambda words: words[1] + words[2] + " " + words[3] if self.chance.random() < 0.05 else words[0]
        return re.sub(r"\b([a-z]{2,}) ([a-z])([a-z]{2,})", shifted, "".join(parts) + text[at:]), spans

    def varied(self, text, spans):
        """As customers write. No change of length but at the end."""
        way, chance = self.chance.random(), self.chance
        if way < 0.13:
            lower = text.lower()
            text = lower if len(lower) == len(text) else text
        elif way < 0.18:
            upper = text.upper()
            text = upper if len(upper) == len(text) else text
        elif way < 0.22:
            kept = [not any(low <= at < high for low, high, _ in spans) and sign in ".,!?;:" for at, sign in enumerate(text)]
            text = "".join(" " if out else sign for out, sign in zip(kept, text))
        elif way < 0.26 and len(text) > 30:
            at = chance.randrange(1, len(text) - 2)
            if not any(low - 1 <= at <= high for low, high, _ in spans) and text[at].isalpha() and text[at + 1].isalpha():
                text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if chance.random() < 0.5 and not (spans and spans[-1][1] == len(text)):
            text += chance.choice(["!", "!!", ".", ".", "...", " :)", " ❤"])
        return text, spans

    def joined(self, parts):
        text, spans = "", []
        for part, own in parts:
            if text:
                text = text.rstrip() + self.chance.choice([" ", " ", ". ", "! ", ", "] if text[-1].isalnum() else [" "])
            spans += [[low + len(text), high + len(text), kind] for low, high, kind in own]
            text += part
        return text, spans

    def signed(self, carrier, language):
        sign = self.chance.choice(SIGNS[language].split("|"))
        text = carrier.rstrip() + self.chance.choice([" ", ". ", "! "] if carrier[-1:].isalnum() else [" "]) + (sign + " " if sign else self.chance.choice(["", "- ", "~"]))
        name = self.person(language)
        return text + name, [[len(text), len(text) + len(name), "PER"]]

    def unmasked(self, text, language):
        """A comment in which [NAME] and the like stand, with names there; [RELIGION] is nobody."""
        made, spans, at = "", [], 0
        for mask in MASK.finditer(text):
            made += text[at : mask.start()]
            at = mask.end()
            if mask[1] == "RELIGION":
                made += self.chance.choice(["Christianity", "Islam", "Catholic", "Buddhist"])
                continue
            place = mask[1] == "LOCATION"
            value = self.lists.place(language, self.part, self.chance) if place else self.given(language) if self.chance.random() < 0.55 else self.person(language) if self.chance.random() < 0.7 else self.family(language)
            if made and made[-1].isalnum():
                made += " "
            spans.append([len(made), len(made) + len(value), "LOC" if place else "PER"])
            made += value
        return made + text[at:], spans


class Doubt:
    """Which capitalised words of real texts may be names that nobody marked."""

    def __init__(self, lists, texts):
        self.lists = lists
        self.lower = Counter(word for text in texts for word in WORD.findall(text) if word.islower())

    def name(self, word):
        lower = word.casefold()
        return word[0].isupper() and (lower in self.lists.names or re.sub(r"['’]s$", "", lower) in self.lists.names) and self.lower[lower] < COMMON_MOST

    def spans(self, text, marked=()):
        """Of names that are not marked: "?"; of places."""
        found = []
        for word in WORD.finditer(text):
            if any(low < word.end() and word.start() < high for low, high, _ in marked):
                continue
            lower = word[0].casefold()
            if self.name(word[0]):
                found.append([word.start(), word.end(), "?"])
            elif word[0][0].isupper() and lower in self.lists.all_places and self.lower[lower] < 4:
                found.append([word.start(), word.end(), "LOC"])
        return found


def subtitles(file, maker, doubt):
    """Both sides of pairs of subtitles; a capitalised word of both is a name where a list has it, else in doubt."""
    lists = maker.lists
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        rows = [line.rstrip("\n").split("\t") for line in stream]
    for row in rows:
        if len(row) != 3:
            continue
        language, sides = row[0], [prepare(row[1]), prepare(row[2])]
        if language not in generate.languages() and language not in SIGNS:
            continue
        part = share(sides[0])
        words = [{word for word in WORD.findall(side) if word[0].isupper()} for side in sides]
        for side, (text, tongue) in enumerate(zip(sides, ("en", language))):
            other, spans = words[1 - side], []
            for word in WORD.finditer(text):
                if not word[0][0].isupper():
                    continue
                lower = re.sub(r"['’]s$", "", word[0].casefold())
                near = any(lower == re.sub(r"['’]s$", "", seen.casefold()) or (len(lower) > 4 and seen.casefold()[: len(lower) - 1] == lower[: len(lower) - 1]) for seen in other)
                common = doubt.lower[lower] >= COMMON_MOST
                name, place = lower in lists.names, lower in lists.all_places
                if near and not common and len(word[0]) > 2 and not word[0].isupper():
                    kind = "PER" if name and not place else "LOC" if place and not name else "?"
                elif common or not (name or place or (language in ("el", "ru") and side == 1)) or (word.start() == 0 and not name):
                    continue
                else:
                    kind = "?"
                spans.append([word.start(), word.end(), kind])
            yield tongue, text, merged(text, spans), part


def merged(text, spans):
    """Neighbouring words of a name are one; a word in doubt beside a person belongs to them."""
    made = []
    for span in spans:
        if made and text[made[-1][1] : span[0]] == " " and {made[-1][2], span[2]} <= {"PER", "?"}:
            kinds = {made[-1][2], span[2]}
            made[-1] = [made[-1][0], span[1], "PER" if "PER" in kinds else "?"]
        else:
            made.append(list(span))
    return made


def renamed(text, spans, maker, language, always, single=None):
    """Persons get other names; `single` makes names of one word."""
    made, new, at = "", [], 0
    for low, high, kind in spans:
        made += text[at:low]
        value = text[low:high]
        reserved = any(share(word) != maker.part for word in WORD.findall(value))
        if kind == "PER" and (reserved or maker.chance.random() < always):
            value = (single or maker.given)(language) if " " not in value else maker.person(language)
        new.append([len(made), len(made) + len(value), kind])
        made, at = made + value, high
    return made + text[at:], new


def real_negatives():
    """English comments that hardly name anyone; what may be a name is in doubt."""
    with gzip.open(DATA / "fewsum-amazon-train.tsv.gz", "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield from (prepare(row[f"rev{at}"]) for at in range(1, 9))
    with gzip.open(sources.DATA.parent.parent.parent / "bench/data/banking77.csv.gz", "rt", encoding="utf-8") as stream:
        yield from (prepare(row["text"]) for row in list(csv.DictReader(stream))[::4])


def films(english, doubt):
    """Film reviews with the persons of names/film-persons.txt; what else may be a name is in doubt."""
    listed = (HERE / "names/film-persons.txt").read_text().split("\n", 1)[1].replace("\n", "|").split("|")
    person = re.compile(r"(?<![\w-])(?:[A-Z]\.\s?)*(?:" + "|".join(map(re.escape, sorted(filter(None, listed), key=len, reverse=True))) + r")(?![\w-])")
    for text in dict.fromkeys(prepare(row["text"]) for row in english if row["source"] == "hutto-movieReview"):
        spans = merged(text, [[name.start(), name.end(), "PER"] for name in person.finditer(text)])
        yield text, sorted(spans + doubt.spans(text, spans))


def diners(text, doubt):
    """Of CEBaB: persons by reading, those of the test part in doubt; other names there are of restaurants, and places."""
    listed = re.compile(r"(?<!\w)(?:" + "|".join(section("diners", "|")) + r")(?!\w)(?!['’]s [A-Z])", re.IGNORECASE)
    kind = lambda name: "PER" if all(share(word) == "train" for word in WORD.findall(name)) else "?"
    spans = [[name.start(), name.end(), kind(name[0])] for name in listed.finditer(text)]
    return sorted(spans + [span for span in doubt.spans(text, spans) if span[2] == "LOC"])


def meals(file, part="train_inclusive"):
    """Restaurant reviews of CEBaB; one of the edits of each."""
    if file:
        with zipfile.ZipFile(file) as archive:
            rows = {row["original_id"]: row["description"] for row in json.load(archive.open(f"CEBaB-v1.1/{part}.json"))}
        yield from map(prepare, rows.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--cebab", type=Path, help="CEBaB-v1.1.zip; without it that part is missing")
    parser.add_argument("--scale", type=float, default=1)
    work, scale = (arguments := parser.parse_args()).work, arguments.scale
    with gzip.open(DATA / "training-english.tsv.gz", "rt", encoding="utf-8") as stream:
        english = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    with gzip.open(DATA / "xed-emotions.tsv.gz", "rt", encoding="utf-8") as stream:
        moods = [row for row in csv.reader(stream, delimiter="\t") if len(row) == 3]
    with gzip.open(DATA / "xed-pairs.tsv.gz", "rt", encoding="utf-8") as stream:
        pairs = [line.rstrip("\n").split("\t") for line in stream]
    lists = Lists()
    doubt = Doubt(lists, [row["text"] for row in english] + [text for row in pairs for text in row[1:]])
    maker, chance = Maker("train", 1, lists), random.Random(2)
    rows, own = [], frames()

    def put(language, text, spans, split="train"):
        if 0 < len(text) < 700:
            rows.append({"text": text, "language": language, "split": split, "spans": sorted(spans)})

    # Carriers: real comments in English, our own comments in the others, subtitles in all.
    own_comments = {}
    for language in generate.languages():
        own_comments[language] = [prepare(row["text"]) for row in generate.comments(language)]
    topics = {}
    for row in sources.topics():
        topics.setdefault(row["language"], []).append(prepare(row["text"]))
    negatives = list(real_negatives()) + [prepare(row["text"]) for row in english if row["source"] == "hutto-amazonReview"][::2]
    subtitle_rows = list(subtitles(DATA / "xed-pairs.tsv.gz", maker, doubt))
    plain = {}
    for language, text, spans, part in subtitle_rows:
        if part == "train" and not spans and len(text) > 15:
            plain.setdefault(language, []).append(text)
    plain["en"] = negatives + plain["en"][: len(negatives)]
    for language in SIGNS:
        plain[language] = plain.get(language, []) + (own_comments.get(language, []) + topics.get(language, [])) * 2

    for language, sentences in own.items():
        named = [line for line in sentences if not line.startswith("-") or line.startswith("- {")]
        nobody = [line[1:] for line in sentences if line.startswith("-") and not line.startswith("- {")]
        count = int(PER_LANGUAGE.get(language, 3600) * scale)
        for number in range(count):
            way = chance.random()
            carrier = lambda: (text := chance.choice(plain[language]), doubt.spans(text))
            frame = lambda: maker.filled(chance.choice(named), language)
            none = lambda: maker.filled(chance.choice(nobody), language)
            if way < 0.28:
                text, spans = frame()
            elif way < 0.45:
                text, spans = maker.joined([frame(), carrier()])
            elif way < 0.6:
                text, spans = maker.joined([carrier(), frame()])
            elif way < 0.66:
                text, spans = maker.joined([carrier(), frame(), carrier()])
            elif way < 0.7:
                text, spans = maker.joined([none(), frame()])
            elif way < 0.76:
                carried, unsure = carrier()
                text, spans = maker.signed(carried, language)
                spans += unsure
            elif way < 0.88:
                text, spans = maker.joined([none(), carrier()]) if chance.random() < 0.5 else none()
            else:
                text, spans = carrier()
            put(language, *maker.varied(text, spans))
    for row in english:
        if row["source"] == "goemotions":
            text = prepare(row["text"])
            masked = MASK.search(text)
            for _ in range(2 if masked else chance.random() < 0.25):
                made, spans = maker.unmasked(text, "en") if chance.random() < 0.95 else (text, [])
                put("en", *maker.varied(made, spans + doubt.spans(made, spans)))
    for language, _, text in moods:
        text = prepare(text)
        if language == "en" and MASK.search(text):
            for _ in range(2):
                made, spans = maker.unmasked(text, "en")
                put("en", *maker.varied(made, spans + doubt.spans(made, spans)))
    kept = Counter()
    for language, text, spans, split in subtitle_rows:
        sure = any(kind != "?" for _, _, kind in spans)
        if sure and split != "test":
            text, spans = renamed(text, spans, maker, language, 0.5 if split == "train" else 0)
            if chance.random() < 0.3:
                carrier = chance.choice(plain[language])
                text, spans = maker.joined([(text, spans), (carrier, doubt.spans(carrier))])
            put(language, *(maker.varied(text, spans) if split == "train" else (text, spans)), split)
            kept[language] += 1
    for language, text, spans, split in subtitle_rows:
        if split == "train" and not any(kind != "?" for _, _, kind in spans) and chance.random() < 0.06:
            put(language, *maker.varied(text, spans))
    # Development: the same frames, other names.
    other = Maker("dev", 3, lists)
    for language, sentences in own.items():
        for sentence in sentences:
            named = not sentence.startswith("-") or sentence.startswith("- {")
            for _ in range(3 if named else 1):
                carrier = chance.choice(plain[language])
                filled = other.filled(sentence if named else sentence[1:], language)
                put(language, *other.varied(*other.joined([filled, (carrier, doubt.spans(carrier))] if chance.random() < 0.5 else [filled])), "dev")
    # Words that look like names: food, clothes, shops, mistyped words.
    maker, chance = Maker("train", 5, lists), random.Random(6)
    words = frames(HERE / "names/word-frames.txt")
    for language, sentences in words.items():
        for _ in range(int((4500 if language == "en" else 180) * scale)):
            text, _ = maker.filled(chance.choice(sentences), language)
            if chance.random() < 0.3:
                text, _ = maker.joined([(text, []), (chance.choice(plain[language]), [])])
            put(language, *maker.varied(text, doubt.spans(text) if language != "en" else []))
    carriers = [text for text in negatives if not doubt.spans(text)]
    for text in chance.sample(carriers, min(len(carriers), int(2500 * scale))):
        put("en", *maker.mistyped(text, []))
    for text in meals(arguments.cebab):
        clear = not doubt.spans(text) and chance.random() < 0.4
        put("en", *(maker.mistyped(text, []) if clear else maker.varied(text, diners(text, doubt))))
    for row in chance.sample([row for row in english if row["source"] == "hutto-amazonReview"][1::2], 400):
        put("en", prepare(row["text"]), doubt.spans(prepare(row["text"])), "dev")
    for text in meals(arguments.cebab, "dev"):
        put("en", text, diners(text, doubt), "dev")
    # Persons of films, books and sport, staff; a part of the frames and of the film reviews is for development.
    maker, chance = Maker("train", 8, lists), random.Random(9)
    people = frames(HERE / "names/people-frames.txt")["en"]
    held = [line for line in people if share(line) != "train"]
    named = [line for line in people if line not in held and not line.startswith("-")]
    nobody = [line[1:] for line in people if line not in held and line.startswith("-")]
    family = lambda language: maker.family(language) if chance.random() < 0.75 else maker.given(language)
    bare = []
    for text, spans in films(english, doubt):
        if share(text) != "train":
            put("en", text, spans, "dev")
        elif any(kind == "PER" for _, _, kind in spans):
            for _ in range(2):
                put("en", *maker.varied(*renamed(text, spans, maker, "en", 0.7, family)))
        else:
            bare.append((text, spans))
            if chance.random() < 0.6:
                put("en", *maker.varied(text, spans))
    for _ in range(int(16000 * scale)):
        way = chance.random()
        carrier = (text := chance.choice(negatives), doubt.spans(text)) if chance.random() < 0.6 else chance.choice(bare)
        filled = maker.filled(chance.choice(named), "en") if way < 0.75 else (maker.filled(chance.choice(nobody), "en")[0], [])
        parts = [filled] if chance.random() < 0.5 else [filled, carrier] if chance.random() < 0.5 else [carrier, filled]
        put("en", *maker.varied(*maker.joined(parts)))
    for line in held:
        for _ in range(6):
            text, spans = other.filled(line.removeprefix("-"), "en")
            put("en", *other.varied(text, [] if line.startswith("-") else spans), "dev")
    random.Random(4).shuffle(rows)
    with gzip.open(work / "names.jsonl.gz", "wt", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(len(rows), Counter((row["language"]) for row in rows), Counter(kind for row in rows for _, _, kind in row["spans"]), kept)


if __name__ == "__main__":
    main()
