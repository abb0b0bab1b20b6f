"""Near pairs by definition: the words of a text, their sets of shingles, and all pairs of documents, slowly and without sketches.

Responsible for a second opinion on `newsprint dedup --exact`, written from the definition in the README and not from its code: a
word is a run of letters and digits after NFKC, in lower case, with what is invisible left out; a character of a script without
spaces is a word; near is Jaccard of the sets of five consecutive words. Not responsible for speed: it holds every shingle as a
string, so that no hash can collide.
"""

import re
import sys
import unicodedata
from collections import Counter

SHINGLE_WORDS = 5

# Han, Kana, Bopomofo, Yi, Thai, Lao, Khmer, Myanmar: one character is one word.
SPACELESS = ("\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u30ff\u3105-\u312f"
             "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua9e0-\ua9fe\uaa60-\uaa7f\uf900-\ufaff"
             "\U00020000-\U0003ffff")
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
                       "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")
ASCII_WORD = re.compile("[a-z0-9]+")


def _word_pattern() -> re.Pattern:
    """A letter or digit with what joins it. Python's `\\w` has no combining marks, so they are listed."""
    marks = "".join(re.escape(chr(c)) for c in range(0x300, sys.maxunicode + 1) if unicodedata.category(chr(c))[0] == "M")
    return re.compile(f"[{SPACELESS}][{marks}]*|(?:(?![{SPACELESS}])[^\\W_][{marks}]*)+")


_any_word: re.Pattern | None = None


def words(text: str) -> list[str]:
    """The words of `text`, folded."""
    global _any_word
    if text.isascii():
        return ASCII_WORD.findall(text.lower())
    if _any_word is None:  # it costs a second, and English seldom needs it
        _any_word = _word_pattern()
    visible = INVISIBLE.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))
    return [word.lower() for word in _any_word.findall(visible)]


def shingles(text: str) -> set[str]:
    """The set of `SHINGLE_WORDS` consecutive words, each in one string."""
    w = words(text)
    return {" ".join(w[i:i + SHINGLE_WORDS]) for i in range(len(w) - SHINGLE_WORDS + 1)}


def jaccard(a: set[str], b: set[str]) -> float:
    """Shared over all; two empty sets share nothing."""
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if shared else 0.0


def near_pairs(texts: list[tuple[str, str]], threshold: float) -> dict[tuple[str, str], float]:
    """All pairs (id, id) in order with Jaccard >= `threshold`, from an inverted index over all shingles: nothing is left out."""
    index: dict[str, list[int]] = {}
    sizes: list[int] = []
    found = {}
    for number, (name, text) in enumerate(texts):
        own = shingles(text)
        sizes.append(len(own))
        shared: Counter[int] = Counter()
        for shingle in own:
            postings = index.setdefault(shingle, [])
            shared.update(postings)
            postings.append(number)
        for other, common in shared.items():
            measure = common / (len(own) + sizes[other] - common)
            if measure >= threshold:
                found[pair(texts[other][0], name)] = measure
    return found


def pair(a: str, b: str) -> tuple[str, str]:
    """The pair in the order of its ids, so that two tools mean the same by it."""
    return (a, b) if a <= b else (b, a)
