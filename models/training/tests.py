"""python -m unittest tests"""

import gzip
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

import batches
import checkpoint
import generate
import prepare
import quantise
import sources
import unpack
from encoder import unpacked
from text import prepare as prepared
from text import same


def row(text, source="set", split="train", **more):
    return dict(source=source, licence="CC0 1.0", split=split, language="en", kind="sentiment", label="positive", text=text, **more)


class Data(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_a_broken_line_is_named_by_file_and_number(self):
        file = self.folder / "pairs.tsv.gz"
        with gzip.open(file, "wt") as stream:
            stream.write("de\tHello.\tHallo.\nde\tOnly one side\n")
        with self.assertRaisesRegex(sources.BrokenLine, "pairs.tsv.gz, line 2: 2 fields, not 3"):
            list(sources.lines(file, 3))

    def test_a_row_of_json_that_lacks_a_field_is_named(self):
        file = self.folder / "more.jsonl"
        file.write_text(json.dumps(row("fine")) + "\n" + '{"text": "no label"}\n')
        with self.assertRaisesRegex(sources.BrokenLine, "more.jsonl, line 2: lacks"):
            list(sources.jsonl(file))

    def test_few_overlaps_are_removed(self):
        kept, dropped = prepare.clean([row("Great product!"), row("My own words")], {same("great product")})
        self.assertEqual(([r["text"] for r in kept], dropped), (["My own words"], 1))

    def test_a_set_that_holds_a_test_set_is_refused_with_the_count(self):
        texts = [f"text number {n}" for n in range(30)]
        with self.assertRaisesRegex(prepare.Overlap, "set: 30 of 30 texts"):
            prepare.clean(map(row, texts), {same(text) for text in texts})

    def test_what_a_set_tests_is_not_trained_on(self):
        kept, _ = prepare.clean([row("Nice, really.", split="test"), row("nice really")], set())
        self.assertEqual([r["split"] for r in kept], ["test"])

    def test_no_held_out_english_sentence_is_in_training(self):
        held, trained = set(), set()
        for pair in sources.pairs():
            (held if pair["split"] == "test" else trained).add(pair["english"])
        self.assertFalse(held & trained)

    def test_danish_in_the_place_of_english_is_told(self):
        self.assertTrue(sources.is_english("What happened to you?"))
        self.assertFalse(sources.is_english("Du ved hvad jeg spørger om."))

    def test_frames_are_not_the_lines_that_are_measured(self):
        measured = {same(text) for file in (prepare.HERE / "evaluation").glob("own-*.tsv") for _, (_, _, text) in sources.lines(file, 3)}
        made = [made for made in generate.generated() if made["source"] != "own emoji"]
        self.assertFalse([made["text"] for made in made if same(made["text"]) in measured])

    def test_generators_repeat(self):
        self.assertEqual(list(generate.generated()), list(generate.generated()))

    def test_the_gender_of_a_text_is_exchanged_or_left(self):
        self.assertEqual(generate.other_gender("He fixed it, that man."), "She fixed it, that woman.")
        self.assertIsNone(generate.other_gender("I gave her the form."))
        self.assertIsNone(generate.other_gender("It works."))


class Texts(unittest.TestCase):
    def test_preparation_is_that_of_the_product(self):
        self.assertEqual(prepared("Good&amp;cheap  @shop https://a.b/c 👍🏽"), "Good&cheap @user http thumbs up")

    def test_punctuation_and_case_do_not_count(self):
        self.assertEqual(same("Great, PRODUCT!"), same("great product"))


class Checkpoints(unittest.TestCase):
    def test_a_cut_checkpoint_gives_way_to_the_one_before(self):
        with tempfile.TemporaryDirectory() as folder:
            for step in (1, 2, 3):
                checkpoint.save(folder, step, dict(step=step, weight=torch.ones(3)))
            files = sorted(Path(folder).iterdir())
            self.assertEqual([file.name for file in files], ["step-00000002.pt", "step-00000003.pt"])
            files[1].write_bytes(files[1].read_bytes()[:-7])
            said = []
            self.assertEqual(checkpoint.newest(folder, said.append)["step"], 2)
            self.assertIn("cut or damaged", said[0])


class Batches(unittest.TestCase):
    def test_the_number_of_a_step_decides_its_batch(self):
        sampler = batches.Sampler(np.arange(5000) % 40, np.ones(5000))
        draw = lambda step: sampler.draw(np.random.default_rng([1, step]), 64).tolist()
        self.assertEqual(draw(7), draw(7))
        self.assertNotEqual(draw(7), draw(8))

    def test_parts_of_joined_texts_are_averaged_alone(self):
        ids, mask, pool = batches.joined([[np.array([0, 5, 6, 2]), np.array([0, 7, 2])]])
        self.assertEqual(ids.tolist(), [[0, 5, 6, 7, 2]])
        self.assertEqual(pool[0, 1].tolist(), [0, 0.5, 0.5, 0, 0])
        self.assertEqual(pool[0, 2].tolist(), [0, 0, 0, 1, 0])


class Storage(unittest.TestCase):
    def test_words_of_four_bits_come_back_exactly(self):
        values = np.random.default_rng(0).integers(-8, 8, (5, 64)).astype(np.int8)
        scales = np.random.default_rng(1).random((5, 2)).astype(np.float16)
        expected = values * np.repeat(scales.astype(np.float32), 32, axis=1)
        np.testing.assert_array_equal(unpacked(unpack.packed(values), scales), expected)

    def test_no_pair_of_weights_saturates(self):
        random = np.random.default_rng(0)
        rows = random.normal(size=(500, 64))
        values, _ = quantise.rounded(random.normal(size=(64, 32)).astype(np.float32), np.cov(rows.T))
        sums = np.abs(values.astype(int).reshape(-1, 2, 32).sum(1))
        self.assertLessEqual(sums.max(), quantise.MOST_PAIR)
