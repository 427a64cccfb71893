"""Comments made from our own frames (frames/*.json): what the data sets lack, with fixed seeds.

Frames and fillers are ours (CC0). Each language has sentences by label and sort, fillers of slots, and frames of people
that differ only in who is named: their labels must not differ (kind `frame`, one `group` for each frame and filling)."""

import json
import random
import re
from pathlib import Path

FRAMES = Path(__file__).parent / "frames"
PER_FRAME = {"en": 24}
SLOT = re.compile(r"\{(\w+)\}")
DEV_EVERY = 25
SHOUTED = 16  # letters of a text that people stretch or spell with digits


def languages():
    return sorted(file.stem for file in FRAMES.glob("??.json"))


def fill(frame, slots, chance):
    text = SLOT.sub(lambda match: chance.choice(slots[match[1]]), frame)
    return text[:1].upper() + text[1:]


def varied(text, chance):
    """As customers write: lower case, no full stop, several marks, capitals."""
    way = chance.random()
    if way < 0.25:
        text = text.lower()
    elif way < 0.32:
        text = text.rstrip(".") + chance.choice(["!", "!!", "...", " !!!"])
    elif way < 0.35:
        text = text.upper()
    return text.rstrip(".") if chance.random() < 0.3 else text


def shouted(text, chance):
    """A word or two as it is stretched, spaced out or written with digits."""
    way = chance.random()
    if way < 0.2 and " " not in text:
        return " ".join(text)
    if way < 0.35:
        return re.sub("[aeios]", lambda match: "43105"["aeios".index(match[0])], text, count=chance.choice([1, 2]))
    at = chance.choice([at for at, letter in enumerate(text) if letter.isalpha()])
    text = text[:at] + text[at] * chance.choice([3, 4, 6]) + text[at + 1:]
    return text.upper() if chance.random() < 0.2 else text


def comments(language):
    frames = json.loads((FRAMES / f"{language}.json").read_text())
    chance = random.Random(f"comments {language}")
    slots = frames.get("slots", {})
    made = set()
    for label in ("negative", "positive", "neutral"):
        for sort, sentences in frames.get(label, {}).items():
            for frame in sentences:
                for _ in range(PER_FRAME.get(language, 12) if SLOT.search(frame) else 4):
                    text = varied(fill(frame, slots, chance), chance)
                    if text not in made:
                        made.add(text)
                        yield row(f"own {sort}", language, "sentiment", label, text)
                if sort == "short" and label != "neutral" and len(frame) <= SHOUTED and frame.replace(" ", "").isalpha():
                    yield row("own loud", language, "sentiment", label, shouted(frame, chance))


def signs():
    """Emoji alone, repeated, and behind words of the same polarity."""
    table = json.loads((FRAMES / "emoji.json").read_text())
    english = json.loads((FRAMES / "en.json").read_text())
    chance = random.Random("signs")
    for label, signs in table.items():
        signs = signs.split()
        words = english[label]["short"]
        for sign in signs:
            for text in (sign, sign * 2, sign * 3, sign + chance.choice(signs), f"{chance.choice(words)} {sign}",
                         f"{sign} {chance.choice(words)}", sign + chance.choice(signs) + chance.choice(signs)):
                yield row("own emoji", "en", "sentiment", label, text)


def people(language):
    """Groups of texts in which only a name, a pronoun or a word for a group differs."""
    frames = json.loads((FRAMES / f"{language}.json").read_text()).get("people")
    if not frames:
        return
    for who, sort in (("persons", "person"), ("groups", "group")):
        for number, frame in enumerate(frames.get(sort, [])):
            for name in frames[who]:
                text = frame.replace("{who}", name)
                yield row("own people", language, "frame", "", text[:1].upper() + text[1:],
                          group=f"{language} {sort} {number}")


PAIRS = [("he", "she"), ("his", "her"), ("him", "her"), ("man", "woman"), ("men", "women"), ("boy", "girl"), ("guy", "lady"),
         ("husband", "wife"), ("father", "mother"), ("dad", "mum"), ("son", "daughter"), ("brother", "sister"),
         ("boyfriend", "girlfriend"), ("mr", "mrs"), ("gentleman", "lady"), ("uncle", "aunt")]
MALE, FEMALE = dict(PAIRS), {b: a for a, b in PAIRS if b != "her"}
SOME_SWAPS = 4000


def other_gender(text):
    """The text about someone of the other gender, or None where no word says one or `her` is ambiguous."""
    words = re.findall(r"\w+|\W+", text)
    low = [word.lower() for word in words]
    table = MALE if any(word in MALE for word in low) else FEMALE
    if not any(word in table for word in low) or {"her", "hers"} & set(low) or any(w in MALE for w in low) and any(w in FEMALE for w in low):
        return None
    keep = lambda word, new: new.capitalize() if word[0].isupper() else new
    return "".join(keep(word, table[word.lower()]) if word.lower() in table else word for word in words)


def swapped(rows):
    """Groups of real English texts in which only a gender, or the name that GoEmotions hides, differs."""
    names = [who for who in json.loads((FRAMES / "en.json").read_text())["people"]["persons"] if who[0].isupper()]
    chance, made = random.Random("swaps"), 0
    for number, one in enumerate(rows):
        text = one["text"]
        if made == SOME_SWAPS or one["language"] != "en" or one["split"] != "train" or len(text) > 160:
            continue
        versions = []
        if text.count("[NAME]") == 1:
            versions = [text.replace("[NAME]", name) for name in chance.sample(names, 4)]
        elif other := other_gender(text):
            versions = [text, other]
        for version in versions:
            yield dict(one, source=f"swaps of {one['source']}", kind="frame", label="", text=version, group=f"swap {number}")
        made += bool(versions)


def row(source, language, kind, label, text, **more):
    return dict(source=source, licence="CC0 1.0", split="train", language=language, kind=kind, label=label, text=text, **more)


def generated():
    for language in languages():
        yield from comments(language)
        yield from people(language)
    for number, made in enumerate(signs()):
        yield dict(made, split="dev" if number % DEV_EVERY == 0 else "train")
