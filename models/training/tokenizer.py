"""The tokenizer of multilingual-e5: XLM-R's pieces (Unigram), all of them or those that are kept."""

import json

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

MARK = "▁"


def build(pieces, unknown, start, end):
    """pieces: (text, score) in the order of their ids."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=MARK, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", start), ("</s>", end)])
    return tokenizer


def origin(folder):
    read = json.load(open(f"{folder}/pieces.json"))
    pieces = list(zip(read["pieces"], read["scores"]))
    return build(pieces, read["unk"], read["bos"], read["eos"]), pieces
