"""Python transformers' own text classification pipeline on torch, batches (of 32) in arrival order.

    python transformers_pipeline.py PLAIN_FOLDER [DEVICE [BATCH]]

The encoder is transformers' BertModel. It pools by the mean of all tokens, which no stock class does, so a module
of a few lines holds it; the pipeline's own tokenising, batching, forward pass and decoding run unchanged.
"""

import pathlib
import sys

import torch
import transformers
from peer_process import serve
from safetensors.torch import load_file
from transformers.modeling_outputs import SequenceClassifierOutput

transformers.logging.set_verbosity_error()
folder = pathlib.Path(sys.argv[1])
device, batch = (sys.argv[2:] + ["cpu", "32"][len(sys.argv) - 2 :])[:2]


class MeanPooledBert(transformers.BertPreTrainedModel):
    def __init__(self, config):
        super().__init__(config)
        self.bert = transformers.BertModel(config, add_pooling_layer=False)
        self.sent = torch.nn.Sequential(
            torch.nn.Linear(config.hidden_size, config.hidden_size),
            torch.nn.GELU(),
            torch.nn.Identity(),
            torch.nn.Linear(config.hidden_size, config.num_labels),
        )
        self.post_init()

    def forward(self, input_ids, attention_mask, token_type_ids=None):
        hidden = self.bert(input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return SequenceClassifierOutput(logits=self.sent((hidden * mask).sum(1) / mask.sum(1)))


model = MeanPooledBert(transformers.AutoConfig.from_pretrained(folder))
model.load_state_dict(load_file(folder / "model.safetensors"))
classifier = transformers.pipeline(
    "text-classification",
    model=model.eval(),
    tokenizer=transformers.AutoTokenizer.from_pretrained(folder),
    device=device,
)
labels = [model.config.id2label[i] for i in range(model.config.num_labels)]


def classify(texts):
    answers = classifier(texts, batch_size=int(batch), truncation=True, top_k=None)
    scores = [{one["label"]: one["score"] for one in answer} for answer in answers]
    return [[score[label] for label in labels] for score in scores]


serve(f"transformers {transformers.__version__}, torch {torch.__version__}", classify)
