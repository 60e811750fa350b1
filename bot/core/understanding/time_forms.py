"""How people write times of day, per language, as patterns. Group ``h`` is the hour; ``past`` and ``to`` minutes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.core.understanding.plain import alternatives

_HOUR = r"(?<![\d:.,/])(?P<h>\d{1,2})"
_END = r"(?!\d|[:.,/]\d)"

CLOCK = re.compile(
    rf"{_HOUR}\s?(?::|h|hs|h\s|uhr|heures?|horas? e|horas? y|ore e)\s?(?P<past>\d{{2}})(?::\d{{2}}(?:\.\d+)?)?"
    r"(?:\s?min\w*)?(?!\d|:\d)"
)
DOTTED = re.compile(rf"{_HOUR}\.(?P<past>\d{{2}})(?!\d|[.,/:]\d)")
DIGITS = re.compile(r"(?<![\d:.,/-])(?P<h>\d{2}|\d(?=\d\d(?!\d)))(?P<past>[0-5]\d)(?!\d|[:.,/-]\d)")
DIGITS_AFTER = re.compile(r"\s?(?:h|hs|hrs|hours|uhr)(?!\w)")
MARKED = re.compile(rf"{_HOUR}\s?(?:am|pm|a\. ?m\.?|p\. ?m\.?|a m|p m|ص|م)(?!\w)")
MARK = re.compile(r"(?<![^\W\d_])\s?(?:(?P<am>a\. ?m\.?|am|a m|(?<=\d)a|ص)|(?P<pm>p\. ?m\.?|pm|p m|(?<=\d)p|م))(?!\w)")
EXACT_UNIT = re.compile(rf"{_HOUR}\s?(?:h|hs|hrs|uhr|heures?|horas?|hora)(?!\w)")
LOOSE_UNIT = re.compile(rf"{_HOUR}\s?(?:o'?\s?clock|oclock|ish)(?!\w)")
EXACT_PREFIX = re.compile(rf"(?<!\w)(?:ore|kl|klokken|saat) {_HOUR}{_END}")
APART = re.compile(rf"{_HOUR} (?P<past>[0-5]\d){_END}")  # "six thirty"
RANGE_BEFORE = re.compile(
    r"(?<![\d/.:,])(?P<h>\d{1,2})\s?(?:-|/|to|till|until|bis|a|as|alle|or|ou|oder|o|u|ate|au)\s?$"
)
OR = re.compile(
    r"\s*,?\s*(?:-|/|or|ou|oder|o|u|او|to|till|until|ate|bis|a|as|a las|alle)\s*(?:at |as |a las |um |a |alle |gegen )?"
)

_COUNT = r"(?:[1-5]\d|0?5)"
_SPOKEN: Mapping[str, tuple[str, ...]] = {
    "en": (
        rf"(?<!\w)(?P<past>half|quarter|\d{{1,2}})(?: minutes?| mins?)? (?:past|after) (?P<h>\d{{1,2}}){_END}",
        rf"(?<!\w)(?P<to>quarter|\d{{1,2}})(?: minutes?| mins?)? (?:to|till?|before|of) (?P<h>\d{{1,2}}){_END}",
        rf"(?<!\w)(?P<past>half) (?P<h>\d{{1,2}}){_END}",
    ),
    "pt": (
        rf"{_HOUR}(?:\s?horas?|\s?hs?)? e (?P<past>meia|1 quarto|{_COUNT})(?!\w)",
        rf"(?<![\d:])(?P<to>1 quarto|quarto|\d{{1,2}})(?: minutos?)? (?:para?|pra) ?(?:as?|o)? (?P<h>\d{{1,2}}){_END}",
    ),
    "es": (
        rf"{_HOUR}(?:\s?horas?)? y (?P<past>media|cuarto|1 cuarto|{_COUNT})(?!\w)",
        rf"{_HOUR} menos (?P<to>cuarto|1 cuarto|\d{{1,2}})(?!\w)",
        rf"(?<![\d:])(?P<to>1 cuarto|cuarto|\d{{1,2}})(?: minutos?)? para las? (?P<h>\d{{1,2}}){_END}",
    ),
    "de": (
        rf"(?<!\w)(?P<past>viertel|1 viertel|\d{{1,2}})(?: minuten)? nach (?P<half>halb )?(?P<h>\d{{1,2}}){_END}",
        rf"(?<!\w)(?P<to>viertel|1 viertel|\d{{1,2}})(?: minuten)? vor (?P<half>halb )?(?P<h>\d{{1,2}}){_END}",
        rf"(?<!\w)(?P<half>halb) (?P<h>\d{{1,2}}){_END}",
        rf"(?<!\w)(?P<quarters>dreiviertel|3 ?viertel|viertel) (?P<h>\d{{1,2}}){_END}",
    ),
    "fr": (
        rf"{_HOUR}(?:\s?heures?|\s?h)? et (?P<past>demie?|quart|1 quart)(?!\w)",
        rf"{_HOUR}(?:\s?heures?|\s?h)? moins (?:le )?(?P<to>quart|1 quart|\d{{1,2}})(?!\w)",
    ),
    "it": (
        rf"{_HOUR} e (?P<past>mezz[ao]|1 quarto|3 quarti|{_COUNT})(?!\w)",
        rf"{_HOUR} meno (?P<to>1 quarto|quarto|\d{{1,2}})(?!\w)",
    ),
    "ar": (
        rf"{_HOUR}\s*و\s*(?:ال)?(?P<past>نصف|نص|ربع|ثلث|{_COUNT})(?!\w)",
        rf"{_HOUR}\s*الا\s*(?:ال)?(?P<to>ربع|ثلث|{_COUNT})(?!\w)",
    ),
}
MINUTES: Mapping[str, int] = {
    **dict.fromkeys(["half", "meia", "media", "demi", "demie", "mezza", "mezzo", "نصف", "نص"], 30),
    **dict.fromkeys(["quarter", "quarto", "1 quarto", "cuarto", "1 cuarto", "viertel", "1 viertel", "quart"], 15),
    **dict.fromkeys(["1 quart", "ربع"], 15),
    **dict.fromkeys(["3 quarti", "dreiviertel", "3 viertel", "3viertel"], 45),
    "ثلث": 20,
}

_NOON = alternatives(
    "12 noon|noon|midday|mid day|meio-dia|meio dia|mediodía|medio día|mittag|zu mittag|mezzogiorno|mezzodì"
    "|منتصف النهار|الظهر|الظهيرة"
)
_MIDNIGHT = alternatives(
    "12 midnight|midnight|meia-noite|meia noite|medianoche|media noche|mitternacht|minuit|mezzanotte|منتصف الليل"
)
NAMED = re.compile(
    rf"(?<![\w-])(?<!past )(?<!to )(?<!after )(?:(?P<noon>{_NOON}|(?<!apres[- ])midi)|(?P<midnight>{_MIDNIGHT}))"
    r"(?P<half> (?:e|et|y) (?:meia|demie?|media|mezz[ao]))?(?!\w)"
)

_BEFORE = {
    "en": "at|around|@|by|from|after|before|until|till|at about|at around|say",
    "pt": "às|as|à|pelas|lá pelas|por volta das|depois das|antes das|a partir das|das|umas",
    "es": "a las|a la|las|sobre las|a eso de las|desde las|hacia las|tipo",
    "de": "um|gegen|ab|so um|um ca|um circa",
    "fr": "à|vers|pour|dès",
    "it": "alle|all|per le|verso le|le|dalle|intorno alle",
    "ar": "الساعة|ساعة|على|عند|على الساعة",
}
_THINGS = alternatives(
    "people|persons|pessoas|personas|personen|personnes|persone|days|dias|tage|tagen|jours|giorni|minutes|minutos"
    "|minuten|min|euro|euros|reais|dollars|أشخاص|hours|hour|years|anos|años|%|€|$|th|st|nd|rd"
)
GREETING = re.compile(
    r"(?<!\w)(?:good (?:morning|afternoon|evening|night|day)|bom dia|boa (?:tarde|noite)"
    r"|buen(?:os|as) (?:dias|tardes|noches)|guten (?:morgen|tag|abend)|gute nacht|bonjour|bonsoir"
    r"|bonne (?:soiree|nuit)|buon ?giorno|buona ?sera|buona notte|buon pomeriggio|صباح الخير|مساء الخير)(?!\w)"
)

_MORNING = alternatives(
    "morning|mornings|da manhã|de manhã|pela manhã|manhã|de la mañana|por la mañana|en la mañana|esta mañana|madrugada"
    "|morgens|früh|frueh|am morgen|heute morgen|vormittag|vormittags|matin|matinée|mattina|mattino|stamattina"
    "|صباحا|الصباح|الصبح|صباح|فجرا|الفجر|ochtends"
)
_AFTERNOON = alternatives(
    "afternoon|evening|tarde|nachmittag|nachmittags|abend|abends|après-midi|après midi|aprem|soir|soirée|pomeriggio"
    "|sera|stasera|serata|عصرا|العصر|مساء|المساء|المسا|بعد الظهر|avonds|middags"
)
_NIGHT = alternatives("night|tonight|noite|noche|nachts|nacht|nuit|notte|stanotte|ليلا|الليل|بالليل|الليلة")
_MIDDAY = alternatives("mittags|ظهرا|الظهر|do meio-dia|del mediodía")
PART = re.compile(
    rf"(?<!\w)(?:(?P<am>{_MORNING})|(?P<pm>{_AFTERNOON})|(?P<night>{_NIGHT})|(?P<midday>{_MIDDAY}))(?!\w)"
)
_LINK = r"(?:\s|,|in|the|at|on|da|de|a|pela|la|por|en|du|le|l'|di|del|della|nel|am|في|ب)"
WITH_PART = re.compile(rf"{_HOUR}{_END}{_LINK}{{0,6}}(?<!\d)(?={PART.pattern.replace('?P<', '?P<x')})")

_HOURS = alternatives("hour|hours|hr|hrs|hora|horas|stunde|stunden|heure|heures|ora|ore|ساعة|ساعات|h")
_MINS = alternatives("minute|minutes|min|mins|minuto|minutos|minuten|minuti|دقيقة|دقائق|دقايق")
_IN = alternatives("in|within|em|daqui a|daqui|dentro de|en|dans|tra|fra|بعد|خلال")
AHEAD = re.compile(
    rf"(?<!\w)(?:{_IN}) (?:(?P<count>\d{{1,3}})|(?P<half>(?:a )?half(?:[- ]an?)?|meia|media|mezz[ao]|نصف|نص"
    r"|1 halben?|(?:1 )?demi)|an?)?"
    rf"[- ]?(?:(?P<hours>{_HOURS})|(?P<mins>{_MINS})|(?P<two>ساعتين))(?!\w)"
)


@lru_cache(maxsize=64)
def spoken_times(language: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of times in words ("half past 6", "7 e meia") of that language."""
    return tuple(re.compile(pattern) for pattern in _SPOKEN.get(language, ()))


@lru_cache(maxsize=64)
def at_hour(language: str) -> re.Pattern[str]:
    """Return the pattern of an hour after "at"."""
    end = rf"(?!\d|[:/-]\d|[.,]\d|\s?(?:{_THINGS})(?!\w))"
    return re.compile(rf"(?<!\w)(?:{at_words(language)})\s?(?P<h>\d{{1,2}}){end}")


def at_words(language: str) -> str:
    """Return a regular expression for what stands before an hour: "at", "às", "um"."""
    return alternatives(_BEFORE.get(language, "")) or "(?!)"
