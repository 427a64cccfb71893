"""The teacher: all twelve layers, trained on what people said of English texts."""

import torch

import checkpoint
from dev import Dev
from encoder import load_origin
from gold import Gold
from run import Run

LAYERS, FROZEN = 12, 4


def train(work, origin, tokenizer, seed, steps):
    torch.manual_seed(seed)
    model = load_origin(origin, LAYERS)
    model.freeze(FROZEN)
    run = Run(f"teacher-{seed}", work, model, steps, encoder_rate=1e-4, head_rate=1e-3)
    if run.step < steps:
        gold = Gold(work / "table.jsonl.gz", tokenizer, seed)
        dev = Dev(work / "table.jsonl.gz", tokenizer)
        run.train(lambda step: gold.loss(model, step, run.device), lambda: dev.measure(model, run.device))
    return model


def read_teacher(work, origin, device):
    """The teacher that was trained to its end, or None."""
    states = [checkpoint.newest(folder) for folder in sorted(work.glob("teacher-*"))]
    states = [state for state in states if state and state["step"] == state["steps"]]
    if not states:
        return None
    model = load_origin(origin, LAYERS)
    model.load_state_dict(states[0]["model"], strict=False)
    model.freeze(LAYERS)
    return model.to(device).eval()
