"""Each word of each language, however it is decorated, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pytest

from bot.core.understanding.templates import expand
from bot.core.understanding.words import Lexicon, Meaning
from bot.flowfiles.words import lexicon, sources

OPT_OUT = {"stop", "stop_ambiguous", "wrong_number"}
LANGUAGES = sorted(sources()["languages"])


@lru_cache(maxsize=1)
def reader() -> Lexicon:
    return lexicon()


def read(text: str, **known: Any) -> Meaning:
    return reader().read(text, **known)


@lru_cache(maxsize=1)
def languages() -> dict[str, Any]:
    return dict(sources()["languages"])


def entries(code: str, key: str) -> Iterator[str]:
    """The literal entries of a word file."""
    for entry in languages()[code].get(key, ()):
        if not any(sign in entry for sign in "<[~"):
            yield from expand(entry)


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


DECORATIONS: dict[str, Callable[[str], str]] = {
    "bold": lambda word: f"*{word.upper()}*",
    "marks": lambda word: f"{word.capitalize()}!!",
    "sign": lambda word: f"🛑 {word}",
    "hands": lambda word: f"{word} 🙏🏽",
    "quoted": lambda word: f"“{word}”.",
    "invisible": lambda word: "\u200b".join(("", word[:1], word[1:], "")),
    "wide": full_width,
    "lines": lambda word: f"\n\n{word}\n",
    "polite": lambda word: f"{word}, please",
}


@pytest.mark.parametrize("decoration", DECORATIONS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_stop_word_stops_however_it_is_decorated_and_whatever_the_chats_language(
    code: str, decoration: str
) -> None:
    words = list(entries(code, "stop"))
    assert words
    missed = [word for word in words if read(DECORATIONS[decoration](word), language="mt").kind != "stop"]
    assert not missed


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_local_and_ambiguous_word_is_heeded_in_its_own_language(code: str) -> None:
    """A local word stops; an ambiguous one holds and asks, unless the same words surely stop in another language."""
    local = [word for word in entries(code, "stop_local") if read(word, language=code).kind != "stop"]
    unsure = [word for word in entries(code, "stop_ambiguous") if read(word, language=code).kind not in OPT_OUT]
    assert not local and not unsure


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_listed_false_friend_is_taken_for_an_opt_out(code: str) -> None:
    friends = languages()[code].get("false_friends", ())
    assert not [text for text in friends if read(text, language=code).kind in OPT_OUT]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_person_and_help_are_reached_by_every_listed_word(code: str) -> None:
    """Whatever comes before them (a person asked for in a word that is also a stop word) is at least no dead end."""
    for kind in ("person", "help"):
        words = list(entries(code, kind))
        assert words
        assert not [word for word in words if read(word, language=code).kind not in (kind, "stop", "person")]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_shipped_language_can_say_yes_and_no(code: str) -> None:
    for answer, key in ((True, "yes"), (False, "no")):
        words = list(entries(code, key))
        assert words
        assert not [word for word in words if reader().yes_no(word, code) not in (answer, None)]
        assert reader().yes_no(words[0], code) is answer


@pytest.mark.parametrize(
    "text", ["👍", "ok", "yes", "no", "No thanks", "sim", "não, obrigado", "نعم", "はい", "不用了谢谢", "🙂", "", "…"]
)
def test_bare_answers_are_no_commands(text: str) -> None:
    for language in ("", "en", "pt", "zh"):
        assert read(text, language=language).kind == ""


WRONG_NUMBER = {
    "en": "you have the wrong number", "pt": "esse número não é da Juliana", "es": "se equivocó de número", "fr": "mauvais numéro",
    "de": "Sie haben sich verwählt", "it": "ha sbagliato numero", "nl": "verkeerd nummer", "pl": "to zły numer", "cs": "špatné číslo",
    "sk": "zlé číslo", "hu": "téves szám", "ro": "număr greșit", "bg": "грешен номер", "el": "λάθος νούμερο", "hr": "krivi broj",
    "sr": "pogrešan broj", "ru": "вы ошиблись номером", "uk": "це не той номер", "tr": "yanlış numara", "ar": "الرقم غلط", "he": "טעות במספר",
    "fa": "شماره اشتباه", "ur": "غلط نمبر", "hi": "गलत नंबर", "hi-Latn": "galat number hai", "bn": "ভুল নম্বর", "id": "salah nomor", "ms": "salah nombor",
    "vi": "nhầm số rồi", "th": "ผิดเบอร์ค่ะ", "zh": "你打错了", "zh-Hant": "打錯了", "ja": "番号が違います", "ko": "번호 잘못 아셨어요", "sv": "fel nummer", "da": "forkert nummer",
    "nb": "feil nummer", "fi": "väärä numero", "tl": "wrong number po", "sw": "umekosea namba", "af": "verkeerde nommer", "ca": "número equivocat",
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG_NUMBER)
def test_a_wrong_number_is_told_from_an_opt_out(code: str) -> None:
    for language in (code, "", "en"):
        assert read(WRONG_NUMBER[code], language=language).kind == "wrong_number"


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [("where did you get my number?", "en", "source"), ("como conseguiram meu número?", "pt", "source"), ("¿quién les dio mi número?", "es", "source"),
     ("woher habt ihr meine nummer", "de", "source"), ("من وين جبتوا رقمي؟", "ar", "source"), ("comment avez-vous eu mon numéro ?", "fr", "source"),
     ("chi vi ha dato il mio numero?", "it", "source"), ("who is this?", "en", "source"), ("откуда у вас мой номер", "ru", "source"),
     ("my data", "en", "export"), ("MEUS DADOS", "pt", "export"), ("quiero una copia de mis datos", "es", "export"), ("meine Daten", "de", "export"),
     ("بياناتي", "ar", "export"), ("mes données", "fr", "export"), ("i miei dati", "it", "export"), ("what data do you have about me", "en", "export"),
     ("delete my data", "en", "erase"), ("apaguem meus dados por favor", "pt", "erase"), ("borren todos mis datos", "es", "erase"),
     ("bitte meine Daten löschen", "de", "erase"), ("احذفوا بياناتي", "ar", "erase"), ("supprimez mon compte", "fr", "erase"), ("cancellate i miei dati", "it", "erase"),
     ("menu", "en", "menu"), ("menú principal", "es", "menu"), ("hauptmenü", "de", "menu"), ("القائمة", "ar", "menu"), ("菜单", "zh", "menu"),
     ("go back", "en", "back"), ("voltar", "pt", "back"), ("zurück", "de", "back"), ("رجوع", "ar", "back"), ("indietro", "it", "back"),
     ("never mind", "en", "cancel"), ("deixa pra lá", "pt", "cancel"), ("vergiss es", "de", "cancel"), ("laisse tomber", "fr", "cancel"), ("lascia stare", "it", "cancel"),
     ("start", "ja", "start"), ("quero voltar a receber", "pt", "start"), ("wieder anmelden", "de", "start"), ("unstop", "ru", "start")],
)  # fmt: skip
def test_other_wishes_to_the_bot_itself_are_understood(text: str, language: str, kind: str) -> None:
    assert read(text, language=language).kind == kind
