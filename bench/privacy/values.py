"""
Writes values.json: numbers with right check digits, none of anybody. By python-stdnum and Google's metadata
(phonenumbers), not by what we measure.

  python3 -m venv env && env/bin/pip install python-stdnum==2.2 phonenumbers==9.0.43
  env/bin/python bench/privacy/values.py > bench/privacy/values.json
"""

import json
import random
import string
import sys

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from stdnum import ean, iban, imei, isbn, luhn, numdb
from stdnum.util import get_cc_module

rng = random.Random(22)
COUNT = 24
LETTERS = string.ascii_uppercase


def digits(count):
    return "".join(rng.choice(string.digits) for _ in range(count))


def letters(count, of=LETTERS):
    return "".join(rng.choice(of) for _ in range(count))


def date(form):
    """d day, m month, y two digits, Y four digits."""
    year = rng.randint(1941, 2004)
    parts = {"d": f"{rng.randint(1, 28):02}", "m": f"{rng.randint(1, 12):02}", "y": f"{year % 100:02}", "Y": str(year)}
    return "".join(parts.get(it, it) for it in form)


def drawn(make, valid):
    """Distinct values of a maker that pass a check."""
    found = []
    while len(found) < COUNT:
        value = make()
        if valid(value) and value not in found:
            found.append(value)
    return found


def by(country, name):
    return get_cc_module(country, name).is_valid


def nhs(value):
    return by("gb", "nhs")(value) and value[0] not in "0123"


def icao(value):
    """German identity card: weights 7, 3, 1; letters count from 10."""
    total = sum(int(it, 36) * (7, 3, 1)[at % 3] for at, it in enumerate(value[:9]))
    return str(total % 10) == value[9] and any(it.isalpha() for it in value[1:9])


def dowod(value):
    weights = (7, 3, 1, 9, 7, 3, 1, 7, 3)
    return sum(int(it, 36) * weight for it, weight in zip(value, weights)) % 10 == 0


def taj(value):
    return sum(int(it) * (3, 7)[at % 2] for at, it in enumerate(value[:8])) % 10 == int(value[8])


def adojel(value):
    return sum(int(it) * (at + 1) for at, it in enumerate(value[:9])) % 11 == int(value[9])


def snils(value):
    total = sum(int(it) * (9 - at) for at, it in enumerate(value[:9]))
    return total % 101 % 100 == int(value[9:])


def svnr(value):
    """German pension insurance: the letter counts as two digits, sums of digits, weights 2 1 2 5 7 1 2 1 2 1 2 1."""
    plain = value[:8] + f"{ord(value[8]) - 64:02}" + value[9:11]
    products = [int(it) * weight for it, weight in zip(plain, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1))]
    return sum(it // 10 + it % 10 for it in products) % 10 == int(value[11])


MONTHS_IT = "ABCDEHLMPRST"


def fiscal_code():
    body = f"{letters(3, 'BCDFGLMNPRSTV')}{letters(3, 'BCDFGLMNPRSTV')}{date('y')}{rng.choice(MONTHS_IT)}"
    body += f"{rng.randint(1, 28) + 40 * rng.randint(0, 1):02}{rng.choice('ABCDEFGHIL')}{rng.randint(100, 999)}"
    return body + get_cc_module("it", "codicefiscale").calc_check_digit(body)


NUMBERS = {
    "US.ssn": (lambda: f"{rng.randint(1, 899):03}{rng.randint(1, 99):02}{rng.randint(1, 9999):04}", by("us", "ssn")),
    "US.ein": (lambda: digits(9), by("us", "ein")),
    "US.itin": (lambda: "9" + digits(8), by("us", "itin")),
    "GB.nino": (lambda: letters(1, "ABCEGHJKLMNPRSTWXYZ") + letters(1, "ABCEGHJKLMNPRSTWXYZ") + digits(6) + letters(1, "ABCD"),
                lambda it: it[:2] not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")),
    "GB.nhs": (lambda: digits(10), nhs),
    "GB.utr": (lambda: digits(10), by("gb", "utr")),
    "GB.vat": (lambda: digits(9), by("gb", "vat")),
    "DE.idnr": (lambda: digits(11), by("de", "idnr")),
    "DE.stnr": (lambda: digits(11), by("de", "stnr")),
    "DE.vat": (lambda: digits(9), by("de", "vat")),
    "DE.perso": (lambda: letters(1, "LMNPRTVWXY") + letters(8, "0123456789CFGHJKLMNPRTVWXYZ") + digits(1), icao),
    "DE.svnr": (lambda: f"{rng.randint(10, 29)}{date('dmy')}{letters(1)}{rng.randint(2, 49):02}{digits(1)}", svnr),
    "FR.nir": (lambda: f"{rng.randint(1, 2)}{date('ym')}{rng.randint(1, 95):02}{rng.randint(1, 600):03}{rng.randint(1, 990):03}{rng.randint(1, 97):02}",
               by("fr", "nir")),
    "FR.siren": (lambda: digits(9), by("fr", "siren")),
    "FR.siret": (lambda: digits(9) + "000" + digits(2), by("fr", "siret")),
    "FR.tva": (lambda: digits(11), by("fr", "tva")),
    "FR.nif": (lambda: "3" + digits(12), by("fr", "nif")),
    "ES.dni": (lambda: digits(8) + letters(1), by("es", "dni")),
    "ES.nie": (lambda: letters(1, "XYZ") + digits(7) + letters(1), by("es", "nie")),
    "ES.cif": (lambda: letters(1, "ABEFGH") + digits(8), by("es", "cif")),
    "IT.codicefiscale": (fiscal_code, by("it", "codicefiscale")),
    "IT.iva": (lambda: "0" + digits(10), by("it", "iva")),
    "NL.bsn": (lambda: digits(9), lambda it: by("nl", "bsn")(it) and it[0] != "0"),
    "NL.btw": (lambda: digits(9) + "B" + f"{rng.randint(1, 9):02}", by("nl", "btw")),
    "PT.nif": (lambda: rng.choice("1235") + digits(8), by("pt", "nif")),
    "PT.cc": (lambda: digits(9) + letters(2) + digits(1), by("pt", "cc")),
    "PL.pesel": (lambda: date("ymd") + digits(5), by("pl", "pesel")),
    "PL.nip": (lambda: digits(10), by("pl", "nip")),
    "PL.regon": (lambda: digits(9), by("pl", "regon")),
    "PL.dowod": (lambda: letters(3) + digits(6), dowod),
    "CZ.rc": (lambda: date("ymd") + digits(4), by("cz", "rc")),
    "CZ.dic": (lambda: digits(8), by("cz", "dic")),
    "DK.cpr": (lambda: date("dmy") + rng.choice("0123") + digits(3), by("dk", "cpr")),
    "DK.cvr": (lambda: digits(8), by("dk", "cvr")),
    "GR.amka": (lambda: date("dmy") + digits(5), by("gr", "amka")),
    "GR.vat": (lambda: digits(9), by("gr", "vat")),
    "FI.hetu": (lambda: date("dmy") + "-" + digits(3) + letters(1, "0123456789ABCDEFHJKLMNPRSTUVWXY"), by("fi", "hetu")),
    "FI.ytunnus": (lambda: digits(8), by("fi", "ytunnus")),
    "HU.taj": (lambda: digits(9), taj),
    "HU.adojel": (lambda: "8" + digits(9), adojel),
    "HU.anum": (lambda: digits(8), by("hu", "anum")),
    "NO.fodselsnummer": (lambda: date("dmy") + digits(5), by("no", "fodselsnummer")),
    "NO.orgnr": (lambda: "9" + digits(8), by("no", "orgnr")),
    "RO.cnp": (lambda: rng.choice("12") + date("ymd") + f"{rng.randint(1, 46):02}" + digits(4), by("ro", "cnp")),
    "RO.cui": (lambda: rng.choice("123") + digits(7), by("ro", "cui")),
    "RU.inn": (lambda: digits(12), by("ru", "inn")),
    "RU.snils": (lambda: digits(11), snils),
    "SE.personnummer": (lambda: date("ymd") + digits(4), by("se", "personnummer")),
    "SE.orgnr": (lambda: "556" + digits(7), by("se", "orgnr")),
    "TR.tckimlik": (lambda: rng.choice("123456789") + digits(10), by("tr", "tckimlik")),
    "TR.vkn": (lambda: digits(10), by("tr", "vkn")),
    "AT.uid": (lambda: digits(8), lambda it: by("at", "uid")("U" + it)),
    "AT.vnr": (lambda: rng.choice("123456789") + digits(3) + date("dmy"), by("at", "vnr")),
    "CH.ssn": (lambda: "756" + digits(10), by("ch", "ssn")),
    "BE.nn": (lambda: date("ymd") + digits(5), by("be", "nn")),
    "BE.vat": (lambda: "0" + digits(9), by("be", "vat")),
    "IE.pps": (lambda: digits(7) + letters(1), by("ie", "pps")),
    "CA.sin": (lambda: rng.choice("1234567") + digits(8), by("ca", "sin")),
    "AU.tfn": (lambda: digits(9), by("au", "tfn")),
    "IN.aadhaar": (lambda: rng.choice("23456789") + digits(11), by("in", "aadhaar")),
    "IN.pan": (lambda: letters(3) + "P" + letters(1) + digits(4) + letters(1), by("in", "pan")),
    "BR.cpf": (lambda: digits(11), by("br", "cpf")),
    "BR.cnpj": (lambda: digits(8) + "0001" + digits(2), by("br", "cnpj")),
    "MX.curp": (lambda: letters(1, "BCDFGHLMPRSTV") + rng.choice("AEIOU") + letters(2, "BCDFGHLMNPRST") + date("ymd")
                + rng.choice("HM") + rng.choice(["DF", "JC", "NL", "PL", "VZ"]) + letters(3, "BCDFGHLMNPRST") + "0" + digits(1), by("mx", "curp")),
    # For hard negatives
    "isbn13": (lambda: "978" + digits(10), isbn.is_valid),
    "isbn10": (lambda: digits(10), isbn.is_valid),
    "ean13": (lambda: rng.choice(["40", "50", "87", "30", "80"]) + digits(11), ean.is_valid),
    "imei": (lambda: "35" + digits(13), imei.is_valid),
}

CARDS = {
    "visa": (["4"], 16), "mastercard": (["51", "52", "53", "54", "55", "2221", "2720", "2400"], 16), "amex": (["34", "37"], 15),
    "discover": (["6011", "65"], 16), "jcb": (["3530", "3566"], 16), "diners": (["36", "38"], 14),
}


def card(prefixes, length):
    body = rng.choice(prefixes)
    body += digits(length - 1 - len(body))
    return body + luhn.calc_check_digit(body)


IBAN_COUNTRIES = "DE GB FR ES IT NL PT PL CZ SK DK GR FI HU NO RO SE TR AT CH BE IE LU".split()


def account(country):
    """A bank account of the structure in the registry (ISO 13616), with its check digits; digits of banks are random."""
    structure = dict(numdb.get("iban").info(country)[0][1])["bban"]
    body = ""
    for part in structure.replace("!", " ").replace("n", "n,").replace("a", "a,").replace("c", "c,").strip(",").split(","):
        count, kind = part.split()
        body += digits(int(count)) if kind in "nc" else letters(int(count))
    return country + iban.calc_check_digits(country + "00" + body) + body


def phones(region):
    """Numbers of a region as Google's library writes them, made from its examples by new last digits."""
    found = []
    for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE):
        example = phonenumbers.format_number(phonenumbers.example_number_for_type(region, kind), PhoneNumberFormat.E164)
        made = 0
        while made < COUNT // 2:
            number = phonenumbers.parse(example[:-5] + digits(5), region)
            if not phonenumbers.is_valid_number(number):
                continue
            made += 1
            found.append({
                "national": phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL),
                "international": phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
                "mobile": kind == PhoneNumberType.MOBILE,
            })
    return found


REGIONS = "US GB DE FR ES IT NL PT PL CZ DK GR FI HU NO RO RU SE TR AT CH BE IE CA AU IN BR".split()
json.dump({
    "numbers": {name: drawn(make, valid) for name, (make, valid) in NUMBERS.items()},
    "cards": {name: [card(*it) for _ in range(COUNT)] for name, it in CARDS.items()},
    "ibans": {country: [account(country) for _ in range(COUNT)] for country in IBAN_COUNTRIES},
    "phones": {region: phones(region) for region in REGIONS},
}, sys.stdout, ensure_ascii=False, separators=(",", ":"))
