"""A text as the product reads it (src/inference/prepare.ts), and the form by which two texts are the same."""

import html
import re
import unicodedata

import emoji

URL = re.compile(r"\bhttps?://[^\s<>\"]+|\bwww\.[^\s<>\"]+", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w@])@\w{1,50}")
SPACE = re.compile(r"\s+")
SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
NOT_EMOJI = set("©®™")


def emoji_name(sign, data):
    if sign.strip("\ufe0f") in NOT_EMOJI:
        return sign
    name = data["en"].strip(":").replace("_", " ")
    flag = "\U0001f1e6" <= sign[0] <= "\U0001f1ff"
    return f" {'flag ' if flag else ''}{name} "


def prepare(text):
    """HTML entities decoded, URLs and mentions replaced, emoji by their names, runs of white space as one blank."""
    if "&" in text:
        text = html.unescape(text)
    text = MENTION.sub("@user", URL.sub("http", text))
    if not text.isascii():
        text = emoji.replace_emoji(SKIN.sub("", text), emoji_name)
    return SPACE.sub(" ", text).strip()


def same(text):
    """What is compared to find overlaps: letters and digits only, without case; the marks where there is nothing else."""
    text = unicodedata.normalize("NFKC", prepare(text)).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in text).split()) or text
