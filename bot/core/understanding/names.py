"""Names, free text and places as people type them."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.core.understanding.plain import WORD, clean, fold, tidy, word_set
from bot.core.understanding.reading import Context, Reading
from bot.core.understanding.yes_words import answers, bare

_LONGEST_NAME = 80
_MOST_WORDS = 7

_INTRODUCTIONS = (
    "my name is|my name's|my names|the name is|the name's|name is|name|i am|i'm|im|call me|you can call me|this is"
    "|it's|its|it is|me is|i am called|they call me|everyone calls me|my full name is|full name|me chamo|eu me chamo"
    "|chamo-me|meu nome é|meu nome e|o meu nome é|meu nome completo é|nome|eu sou o|eu sou a|eu sou|sou o|sou a|sou"
    "|aqui é o|aqui é a|aqui é|pode me chamar de|me chame de|me chama de|me llamo|yo me llamo|mi nombre es"
    "|mi nombre completo es|nombre|yo soy|soy|puedes llamarme|me dicen|llámame|ich heiße|ich heisse|ich heise"
    "|mein name ist|mein name lautet|name ist|ich bin der|ich bin die|ich bin|hier ist|du kannst mich|nenn mich"
    "|je m'appelle|je m’appelle|moi c'est|mon nom est|mon nom c'est|mon nom|nom|je suis|c'est|ici|appelez-moi"
    "|appelle-moi|mi chiamo|io mi chiamo|il mio nome è|il mio nome e|nome e cognome|io sono|sono|chiamami|mi chiamano"
    "|اسمي هو|اسمي|إسمي|انا اسمي|أنا اسمي|اسمى|أنا|الاسم|معك|معاك|ik heet|mijn naam is|ik ben|меня зовут|мое имя"
    "|nazywam się|mam na imię|adım|benim adım|nama saya|saya|jina langu ni|naitwa|mera naam"
)
_GREETINGS = (
    "hi|hello|hey|hi there|hello there|good morning|good afternoon|good evening|dear|yes|ok|okay|well|oi|olá|ola"
    "|bom dia|boa tarde|boa noite|sim|hola|buenos días|buenas tardes|buenas noches|buenas|sí|hallo|guten tag"
    "|guten morgen|guten abend|moin|servus|ja|bonjour|bonsoir|salut|oui|ciao|buongiorno|buonasera|salve|مرحبا|أهلا"
    "|اهلا|السلام عليكم|هلا|hoi|привет|merhaba|halo|jambo|namaste"
)
_NOT_NAMES = word_set(
    "hi hello hey oi ola hola hallo moin bonjour bonsoir salut ciao salve thanks thank obrigado obrigada gracias "
    "danke merci grazie please bitte stop start help menu cancel back why what who nothing none nobody anonymous "
    "nome name nombre nom me مرحبا اهلا شكرا"
)
_STOP_WORDS = word_set("and e y und et و but mas pero aber mais ma i'd i")
_AFTERWARDS = word_set(
    "here aqui hier ici qui speaking thanks please obrigado obrigada gracias danke merci grazie شكرا"
)
_TELLTALE = re.compile(r"https?://|www\.|@|(?<!\w)\d+(?!\w)|\?|[{}<>\\=+*_#%$€|~^]")
_END = re.compile(r"[,;.!\n](?=\s|$)")
_ABBREVIATION = re.compile(r"(?:^|\s)(?:[^\W\d_]|dr|dra|mr|mrs|ms|sr|sra|jr|st|prof|hr|fr|herr|frau)$", re.IGNORECASE)
_EMOJI = re.compile("[\u2190-\u2bff\u3000-\u303f\ufe0f\U0001f000-\U0001faff]+")

_COORDINATES = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{3,10})\s*[,; ]\s*(-?\d{1,3}\.\d{3,10})(?![\d.])")


def read_name(text: str, context: Context) -> Reading:
    """Read a person's name, as it is written; "my name is" and the like are left away."""
    line = _EMOJI.sub(" ", clean(text)).strip()
    name, introduced = _introduced(line)
    name = _cut(name) if introduced else _without_afterwards(name)
    name = re.sub(r"\s+", " ", name).strip(" \"'“”,;:.!-()")
    problem = _no_name(name, context.language)
    if problem:
        return Reading(None, problem)
    return Reading(name, "the name in it" if introduced else "the text as a name")


def read_text(text: str, context: Context) -> Reading:
    """Read any text; only what shows nothing is none."""
    value = text.strip().strip("\u200b\u200e\u200f\u2060\ufeff")
    if not clean(value):
        return Reading(None, "it is empty")
    return Reading(value, "the text")


def read_location(text: str, context: Context) -> Reading:
    """Read a typed place: {"latitude", "longitude"} from coordinates or a map link, else {"address"}."""
    match = _COORDINATES.search(clean(text))
    if match:
        latitude, longitude = float(match[1]), float(match[2])
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return Reading({"latitude": latitude, "longitude": longitude}, "the coordinates in it")
    address = re.sub(r"[ \t]+", " ", tidy(text)).strip()
    letters = sum(each.isalpha() for each in address)
    digits = sum(each.isdecimal() for each in address)
    if (letters < 2 and digits < 4) or bare(address) in answers(context.language):
        return Reading(None, "it names no place")
    return Reading({"address": address}, "the text as an address")


@lru_cache(maxsize=1)
def _openings() -> frozenset[tuple[str, ...]]:
    return frozenset(_words(each) for each in f"{_INTRODUCTIONS}|{_GREETINGS}".split("|"))


@lru_cache(maxsize=1)
def _greetings() -> frozenset[tuple[str, ...]]:
    return frozenset(_words(each) for each in _GREETINGS.split("|"))


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word.strip(",.:;!'\"-")) for word in text.replace("’", "'").split())


def _introduced(line: str) -> tuple[str, bool]:
    """Take greetings and introductions off the front; return (the rest, whether there was an introduction)."""
    introduced = False
    for _ in range(3):
        written = line.replace(":", ": ").split()
        folded = _words(" ".join(written))
        size = next((n for n in range(min(4, len(folded) - 1), 0, -1) if folded[:n] in _openings()), 0)
        if not size:
            break
        introduced = introduced or folded[:size] not in _greetings()
        line = " ".join(written[size:]).lstrip(" ,:;-=")
    return line, introduced


def _cut(name: str) -> str:
    """End an introduced name where the sentence goes on: at a comma, or at "and" before a small letter."""
    for match in _END.finditer(name):
        if match.group() != "." or not _ABBREVIATION.search(name[: match.start()]):
            name = name[: match.start()]
            break
    written = name.split()
    for index in range(1, len(written)):
        following = written[index + 1] if index + 1 < len(written) else ""
        if fold(written[index]) in _STOP_WORDS and not following[:1].isupper():
            return " ".join(written[:index])
    return _without_afterwards(name)


def _without_afterwards(name: str) -> str:
    written = name.split()
    while len(written) > 1 and fold(written[-1].strip(",.!")) in _AFTERWARDS:
        written.pop()
    return " ".join(written)


def _no_name(name: str, language: str) -> str:
    """Return why this is no name; "" where it can be one."""
    if not WORD.search(name):
        return "there is no name in it"
    if _TELLTALE.search(name):
        return "a name has no numbers and signs in it"
    if len(name) > _LONGEST_NAME or len(name.split()) > _MOST_WORDS:
        return "it is too long for a name"
    first = fold(name.split()[0].strip(",.!"))
    if first in _NOT_NAMES or bare(name) in answers(language) or all(word in _NOT_NAMES for word in bare(name).split()):
        return "it is an answer or a greeting, no name"
    return ""
