"""The card of a model folder, from the figures of `evaluate`."""

from pathlib import Path

import names_measure

TEXT = (Path(__file__).parent / "card.md").read_text()


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def written(folder, manifest, figures, reached):
    """`reached`: (what, figure, goal, whether) of evaluate.rows_of."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    goals = [(what, f"{value:.3f}", f"{goal:.2f}", "yes" if ok else "no") for what, value, goal, ok in reached if "pairs" not in what or "error" in what]
    dash = lambda found, key: f"{found[key]:.3f}" if key in found else "–"
    languages = [(language, found["n"], f"{found['same']:.3f}", f"{found['calibration_error']:.3f}", found["near"],
                  dash(found, "near_same"), dash(found, "near_calibration_error")) for language, found in figures["pairs"].items()]
    agreement = figures.get("int8_against_fp32")
    return TEXT.format(
        names=f"{names_measure.section(folder)}\n\n" if "names" in manifest["heads"] else "",
        name=manifest["name"], version=manifest["version"], languages=", ".join(manifest["languages"]), size=f"{size:.0f}",
        max_length=manifest["max_length"], goals=table(["set", "figure", "goal", "reached"], goals),
        by_language=table(["language", "pairs", "same sentiment", "calibration error", "near pairs", "same sentiment", "calibration error"], languages),
        micro_f1=f"{figures['goemotions']['micro_f1']:.3f}", graph=figures["model"]["graph"],
        agreement="not measured" if not agreement else
        f"equal sentiment on {agreement['sentiment']:.1%} of {agreement['n']} golden texts, toxic flag {agreement['toxicity']:.1%}, "
        f"the emotion flag that differs oftenest {agreement['emotion_worst']:.1%}, smallest cosine of embeddings {agreement['embedding_cosine']:.4f}")
