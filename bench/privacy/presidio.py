"""
Presidio's pattern recognisers over texts: JSON lines of {language, text} in, the parts that it finds out. It runs with
blank spaCy pipelines: the trained ones are not on PyPI, and identifiers need no trained one.
"""

import json
import sys
import time

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

KINDS = {
    "EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "IBAN_CODE": "iban", "CREDIT_CARD": "card", "IP_ADDRESS": "ip", "URL": "url",
    "US_SSN": "identity_number", "US_ITIN": "tax_id", "UK_NHS": "identity_number", "UK_NINO": "identity_number",
    "ES_NIF": "identity_number", "ES_NIE": "identity_number", "IT_FISCAL_CODE": "tax_id", "IT_VAT_CODE": "tax_id",
    "IT_IDENTITY_CARD": "identity_number", "IT_PASSPORT": "identity_number", "IT_DRIVER_LICENSE": "identity_number",
    "PL_PESEL": "identity_number", "FI_PERSONAL_IDENTITY_CODE": "identity_number", "IN_PAN": "tax_id", "IN_AADHAAR": "identity_number",
    "AU_TFN": "tax_id", "AU_ABN": "tax_id", "US_PASSPORT": "identity_number", "US_DRIVER_LICENSE": "identity_number",
}


class BlankPipelines(SpacyNlpEngine):
    def __init__(self, languages):
        super().__init__(models=[{"lang_code": it, "model_name": f"blank_{it}"} for it in languages])
        self.nlp = {it: spacy.blank("nb" if it == "no" else it) for it in languages}


lines = [json.loads(line) for line in sys.stdin]
languages = sorted({it["language"] for it in lines})
registry = RecognizerRegistry(supported_languages=languages)
engine = BlankPipelines(languages)
registry.load_predefined_recognizers(languages=languages, nlp_engine=engine)
analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=languages)
started = time.perf_counter()
for line in lines:
    found = analyzer.analyze(text=line["text"], language=line["language"])
    kept = []
    for it in sorted(found, key=lambda it: (-it.score, it.start)):
        kind = KINDS.get(it.entity_type)
        if kind is None:
            # National numbers of more countries, as newer versions have them
            kind = "tax_id" if "TAX" in it.entity_type or "VAT" in it.entity_type else "identity_number" if "_" in it.entity_type and it.entity_type[2] == "_" else None
        if kind and all(it.end <= one["start"] or it.start >= one["end"] for one in kept):
            kept.append({"kind": kind, "start": it.start, "end": it.end})
    print(json.dumps(sorted(kept, key=lambda one: one["start"])))
print(json.dumps({"texts_per_second": len(lines) / (time.perf_counter() - started)}))
