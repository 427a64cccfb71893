"""A training run: steps, rates, a log with an estimate, checkpoints, and going on after any kill."""

import contextlib
import os
import signal
import time

import torch

import checkpoint

SAVE_SECONDS = 300
LOG_STEPS = 50


def machine():
    """The device, and whether it multiplies bf16 itself (else it is emulated, and far slower than fp32)."""
    torch.set_flush_denormal(True)
    take_threads()
    if torch.cuda.is_available():
        return "cuda", torch.cuda.is_bf16_supported()
    try:
        flags = open("/proc/cpuinfo").read()
    except OSError:
        flags = ""
    return "cpu", "avx512_bf16" in flags or "amx_bf16" in flags


def take_threads():
    """As many threads as other load leaves cores free: threads that wait for each other are slower than one."""
    fixed = os.environ.get("VERBATIM_TRAIN_THREADS")
    cores, own = os.cpu_count(), torch.get_num_threads()
    others = max(0.0, os.getloadavg()[0] - own)
    torch.set_num_threads(int(fixed) if fixed else max(1, min(cores, round(cores - others))))


def say(text):
    print(time.strftime("%H:%M:%S", time.gmtime()), text, flush=True)


class Run:
    """`losses(step)` gives a step's loss; all that it draws must come from the step's number."""

    def __init__(self, name, folder, model, steps, encoder_rate, head_rate, warmup=200, decay_from=0.0, averaged=False):
        self.name, self.folder, self.model, self.steps = name, folder / name, model, steps
        self.warmup, self.decay_from = warmup, decay_from
        self.device, self.half = machine()
        model.to(self.device)
        encoder, heads = [], []
        for key, parameter in model.named_parameters():
            if parameter.requires_grad:
                (encoder if key.startswith("layers.") else heads).append(parameter)
        self.rates = (encoder_rate, head_rate)
        self.optimizer = torch.optim.AdamW([{"params": encoder}, {"params": heads}], weight_decay=0.01, betas=(0.9, 0.98), fused=True)
        self.average = {k: p.detach().clone() for k, p in model.named_parameters() if p.requires_grad} if averaged else None
        self.step, self.since = 0, 0  # since: the step at which the optimizer began with nothing
        state = checkpoint.newest(self.folder, say)
        if state:
            model.load_state_dict(state["model"], strict=False)
            self.step = state["step"]
            self.since = state.get("since", self.step)
            if "optimizer" in state:
                self.optimizer.load_state_dict(state["optimizer"])
            if self.average is not None:
                self.average = {k: v.to(self.device) for k, v in state["average"].items()}
            say(f"{name}: goes on at step {self.step}")

    def share(self, step):
        """Of the rate: up in the warm-up, flat, then down to nothing from `decay_from` of all steps on."""
        begin = self.decay_from * self.steps
        return min(1, (step + 1 - self.since) / self.warmup, max(0, (self.steps - step) / max(1, self.steps - begin)))

    def save(self):
        trained = {k for k, p in self.model.named_parameters() if p.requires_grad}
        state = {k: v for k, v in self.model.state_dict().items() if k in trained}
        checkpoint.save(self.folder, self.step, dict(model=state, optimizer=self.optimizer.state_dict(), step=self.step,
                                                     since=self.since, steps=self.steps, average=self.average or {}))

    def train(self, losses, measure=None, measure_steps=500):
        """To the last step, or until SIGTERM, which saves first."""
        stopped = []
        signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
        self.model.train()
        saved, begun, first, sums = time.time(), time.time(), self.step, {}
        while self.step < self.steps:
            step = self.step
            torch.manual_seed(step)
            for group, rate in zip(self.optimizer.param_groups, self.rates):
                group["lr"] = rate * self.share(step)
            with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.half):
                kind, loss = losses(step)
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for g in self.optimizer.param_groups for p in g["params"]], 1.0)
            self.optimizer.step()
            if self.average is not None:
                self.blend(0.999)
            self.step += 1
            count, total = sums.get(kind, (0, 0.0))
            sums[kind] = (count + 1, total + loss.item())
            if self.step % LOG_STEPS == 0:
                pace = (time.time() - begun) / (self.step - first)
                left = pace * (self.steps - self.step)
                ends = time.strftime("%d %H:%M", time.gmtime(time.time() + left))
                said = ", ".join(f"{k} {total / count:.3f}" for k, (count, total) in sorted(sums.items()))
                say(f"{self.name} {self.step}/{self.steps}: {said}; {pace:.2f} s a step, ends {ends} UTC")
                sums = {}
                take_threads()
            if measure and self.step % measure_steps == 0:
                self.model.eval()
                with torch.no_grad(), torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.half):
                    say(f"{self.name} {self.step}: {measure()}")
                self.model.train()
            if time.time() - saved > SAVE_SECONDS or self.step == self.steps or stopped:
                self.save()
                saved = time.time()
            if stopped:
                raise SystemExit(f"{self.name}: stopped at step {self.step}, saved")

    def blend(self, keep):
        keep = min(keep, (self.step + 1) / (self.step + 10))
        for key, parameter in self.model.named_parameters():
            if key in self.average:
                self.average[key].lerp_(parameter.detach(), 1 - keep)

    @contextlib.contextmanager
    def averaged(self):
        """The model with the average of its weights, for a while."""
        kept = {k: p.detach().clone() for k, p in self.model.named_parameters() if k in self.average}
        self.model.load_state_dict(self.average, strict=False)
        yield
        self.model.load_state_dict(kept, strict=False)
