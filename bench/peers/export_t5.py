"""Makes a T5 of t5-small's size with random weights, in the layout of the parity fixture.

    python export_t5.py FIXTURE_FOLDER OUT_FOLDER

The fixture gives the tokenizer, and with it the vocabulary, and the special tokens. The weights mean nothing: they
are there to be timed, and seeded, so that both sides have the same.
"""

import pathlib
import shutil
import sys
import tempfile

import torch
import transformers
from optimum.exporters.onnx import onnx_export_from_model

transformers.logging.set_verbosity_error()
fixture, out = (pathlib.Path(argument) for argument in sys.argv[1:3])
shutil.rmtree(out, ignore_errors=True)
(out / "onnx").mkdir(parents=True)
config = transformers.T5Config.from_pretrained(
    fixture, d_model=512, d_kv=64, d_ff=2048, num_layers=6, num_decoder_layers=6, num_heads=8
)
config.relative_attention_num_buckets, config.relative_attention_max_distance = 32, 128
torch.manual_seed(1)
model = transformers.T5ForConditionalGeneration(config).eval()
model.generation_config = transformers.GenerationConfig.from_pretrained(fixture)
with tempfile.TemporaryDirectory() as exported:
    onnx_export_from_model(
        model, exported, task="text2text-generation-with-past", opset=17, device="cpu", do_validation=False
    )
    for name in ("encoder_model.onnx", "decoder_model_merged.onnx"):
        shutil.copy(pathlib.Path(exported, name), out / "onnx" / name)
config.save_pretrained(out)
model.generation_config.save_pretrained(out)
for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
    shutil.copy(fixture / name, out / name)
