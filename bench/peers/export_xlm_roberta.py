"""Makes an XLM-R sentiment model of base size with random weights, as `save_pretrained` leaves one.

    python export_xlm_roberta.py TOKENIZER_FOLDER OUT_FOLDER

The weights mean nothing: they are there to be timed, and seeded. The tokenizer is that of the folder; its pieces are
some of the 250,002 of XLM-R, so texts have nearly the same number of tokens.
"""

import pathlib
import shutil
import sys

import torch
import transformers

tokenizer, out = (pathlib.Path(argument) for argument in sys.argv[1:3])
config = transformers.XLMRobertaConfig(
    vocab_size=250002, max_position_embeddings=514, type_vocab_size=1, layer_norm_eps=1e-5,
    id2label={0: "negative", 1: "neutral", 2: "positive"}, label2id={"negative": 0, "neutral": 1, "positive": 2})
torch.manual_seed(1)
model = transformers.XLMRobertaForSequenceClassification(config).eval()
model.save_pretrained(out)
shutil.copy(tokenizer / "tokenizer.json", out)
transformers.PreTrainedTokenizerFast(
    tokenizer_file=str(out / "tokenizer.json"), model_max_length=512, bos_token="<s>", eos_token="</s>",
    sep_token="</s>", cls_token="<s>", unk_token="<unk>", pad_token="<pad>", mask_token="<mask>",
).save_pretrained(out)
