"""Words for days that depend on today: "tomorrow", "sexta que vem", "vor 3 Tagen"; as data and compiled patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.core.understanding.plain import alternatives, fold

# Days from today -> phrases.
_RELATIVE: Mapping[str, Mapping[int, str]] = {
    "en": {
        0: "today|tonight|this evening|this afternoon|this morning|2day|todays",
        1: "tomorrow|tomorow|tommorow|tommorrow|tomorrrow|tomoro|tmrw|tmr|tmw|2moro|2morrow|2mrw",
        2: "day after tomorrow|overmorrow",
        -1: "yesterday|last night",
        -2: "day before yesterday",
    },
    "pt": {0: "hoje|hj", 1: "amanhã|amanha|amnh", 2: "depois de amanhã", -1: "ontem", -2: "anteontem|antes de ontem"},
    "es": {
        0: "hoy|esta noche|esta tarde|esta mañana|hoy día",
        1: "mañana",
        2: "pasado mañana",
        -1: "ayer|anoche",
        -2: "anteayer|antier|antes de ayer",
    },
    "de": {0: "heute", 1: "morgen", 2: "übermorgen|uebermorgen", -1: "gestern", -2: "vorgestern"},
    "fr": {
        0: "aujourd'hui|aujourdhui|ce soir|cet après-midi|cet après midi|ce matin|cette nuit",
        1: "demain",
        2: "après-demain|après demain",
        -1: "hier",
        -2: "avant-hier|avant hier",
    },
    "it": {
        0: "oggi|stasera|stanotte|stamattina|questa sera",
        1: "domani",
        2: "dopodomani|dopo domani|domani l'altro",
        -1: "ieri",
        -2: "l'altro ieri|altroieri",
    },
    "ar": {
        0: "اليوم|النهارده|النهاردة|الليلة",
        1: "غدا|غداً|غد|بكرة|بكره|بكرا|باكر",
        2: "بعد غد|بعد غدا|بعد بكرة|بعد بكره|بعد بكرا",
        -1: "أمس|امبارح|البارحة|مبارح",
        -2: "أول أمس|أول من أمس|اول امبارح",
    },
    "nl": {0: "vandaag", 1: "morgen", 2: "overmorgen", -1: "gisteren", -2: "eergisteren"},
    "ru": {0: "сегодня", 1: "завтра", 2: "послезавтра", -1: "вчера", -2: "позавчера"},
    "pl": {0: "dziś|dzisiaj", 1: "jutro", 2: "pojutrze", -1: "wczoraj", -2: "przedwczoraj"},
    "tr": {0: "bugün", 1: "yarın", 2: "öbür gün", -1: "dün"},
    "id": {0: "hari ini", 1: "besok", 2: "lusa", -1: "kemarin"},
    "sw": {0: "leo", 1: "kesho", 2: "kesho kutwa", -1: "jana"},
}
# Read only where they belong to the person's own language: elsewhere they are other words.
_ONLY_OWN = frozenset(["hier", "leo", "jana", "lusa", "dun", "باكر", "2day"])
# What turns "tomorrow" into "morning" in Spanish and German.
_NOT_AFTER = {"manana": r"(?<!la )(?<!esta )", "morgen": r"(?<!am )(?<!guten )(?<!jeden )"}

_UNITS = {
    "day": "day|days|dia|dias|día|días|tag|tage|tagen|jour|jours|giorno|giorni|يوم|أيام|يوما|dag|dagen|hari|siku",
    "week": "week|weeks|wk|wks|semana|semanas|woche|wochen|semaine|semaines|settimana|settimane|أسبوع|أسابيع|اسبوعا"
    "|weken",
    "month": "month|months|mês|meses|mes|monat|monate|monaten|mois|mese|mesi|شهر|أشهر|شهور|maand|maanden",
    "year": "year|years|ano|anos|año|años|jahr|jahre|jahren|an|ans|année|années|anno|anni|سنة|سنوات|سنين|عام|jaar",
    "two days": "يومين",
    "two weeks": "أسبوعين|fortnight",
    "two months": "شهرين",
}
UNIT: Mapping[str, str] = {fold(word): unit for unit, words in _UNITS.items() for word in words.split("|")}

_UNIT = f"(?P<unit>{alternatives('|'.join(UNIT))})"
_COUNT = r"(?:(?P<count>\d{1,3}|an?) )"
_IN = alternatives(
    "in|within|after|em|daqui a|daqui|dentro de|de aquí a|en|dans|d ici|tra|fra|بعد|خلال|over|через|dalam"
)
_FROM_NOW = alternatives("from now|from today|later|hence|time|depois|después|a partir de hoje|plus tard|dopo")
_BEFORE = alternatives("hace|há|faz|vor|il y a|قبل|منذ")
AHEAD = re.compile(rf"(?<![^\W_])(?:{_IN}) {_COUNT}?{_UNIT}(?!\w)")
LATER = re.compile(rf"(?<![^\W_]){_COUNT}{_UNIT}(?:'s?)? (?:{_FROM_NOW})(?!\w)")
BACK = re.compile(rf"(?<![^\W_])(?:{_BEFORE}) {_COUNT}?{_UNIT}(?!\w)")
AGO = re.compile(rf"(?<![^\W_]){_COUNT}{_UNIT} (?:{alternatives('ago|atrás|fa|her|yang lalu|geleden')})(?!\w)")

NEXT = re.compile(
    r"(?<!\w)(?:next|coming|following|proxim[oa]|que vem|que viene|siguiente|seguinte|n(?:ae?)chste\w*"
    r"|kommende\w*|prochaine?|qui vient|prossim[oa]|che viene|(?:ال)?قادم[ه]?|(?:ال)?جاي[ه]?"
    r"|(?:ال)?مقبل[ه]?|(?:ال)?تالي[ه]?"
    r"|volgende)(?!\w)"
)
AFTER_NEXT = re.compile(r"(?<!\w)(?:after next|ubernachste\w*|uebernaechste\w*)(?!\w)")
LAST = re.compile(
    r"(?<!\w)(?:last|past|passad[oa]|pasad[oa]|letzte\w*|vergangene\w*|vorige\w*|derniere?|passee?|scors[oa]|passat[oa]"
    r"|ultim[oa]|(?:ال)?ماضي[ه]?|(?:ال)?فايت[ه]?|vorige)(?!\w)"
)
THIS = re.compile(r"(?<!\w)(?:this|est[ea]|diese\w*|cet?|cette|quest[oa]|هذا|هذه|هاي|deze)(?!\w)")
_WEEK = "(?:week|semana|woche|semaine|settimana|(?:ال)?اسبوع)"
_NEXT_WORD = (
    "(?:next|coming|following|proxim[oa]|que vem|que viene|siguiente|seguinte|n(?:ae?)chste\\w*|kommende\\w*|prochaine"
    "|prossima"
    "|القادم|الجاي|المقبل|التالي)"
)
WEEK_AFTER = re.compile(rf"(?<!\w)(?:{_NEXT_WORD} {_WEEK}|{_WEEK} {_NEXT_WORD})(?!\w)")
WEEK_THIS = re.compile(rf"(?<!\w)(?:this|est[ea]|diese\w*|cette|questa) {_WEEK}(?!\w)|(?<!\w){_WEEK} (?:هذا|الحالي)")
_WEEKENDS = alternatives("weekend|week-end|week end|fim de semana|fds|fin de semana|finde|wochenende|fine settimana")
WEEKEND = re.compile(rf"(?<!\w)(?:{_WEEKENDS})(?!\w)")
_NEVER = alternatives("not|não|no|nicht|pas|non|ليس|مش|niet")
NOT = re.compile(rf"(?:^|\W)(?:{_NEVER}) (?:the |on |on the |am |na |el |le )?$")
_OTHER = alternatives("or|ou|o|u|oder|أو|of|или")
OR = re.compile(rf"\s*,?\s*(?:/|{_OTHER})\s*(?:the |on the |na |no |el |le |il |am |on )?")
_NOWS = alternatives("now|right now|agora|ahora|jetzt|sofort|maintenant|adesso|الآن|دلوقتي|هلق")
NOW = re.compile(rf"(?<!\w)(?:{_NOWS})(?!\w)")


@lru_cache(maxsize=64)
def relative(language: str) -> tuple[re.Pattern[str], Mapping[str, int]]:
    """Return (pattern, phrase -> days from today); the language's own phrases win over the others'."""
    table: dict[str, int] = {}
    for other in [each for each in _RELATIVE if each != language]:
        phrases = {fold(p): offset for offset, text in _RELATIVE[other].items() for p in text.split("|")}
        table |= {phrase: offset for phrase, offset in phrases.items() if phrase not in _ONLY_OWN}
    for offset, text in _RELATIVE.get(language, {}).items():
        table |= {fold(phrase): offset for phrase in text.split("|")}
    usual = alternatives("|".join(each for each in table if each not in _NOT_AFTER))
    rare = "|".join(f"{guard}{each}" for each, guard in _NOT_AFTER.items())
    return re.compile(rf"(?<!\w)(?:{usual}|{rare})(?!\w)"), table


# How a day of the month without its month is named: "dia 12", "am 12.", "le 12".
_DAY_BEFORE = {
    "pt": "dia|no dia",
    "es": "el|el día|día",
    "de": "am|den|der|dem",
    "fr": "le",
    "it": "il|il giorno|giorno",
    "ar": "يوم|تاريخ",
}


@lru_cache(maxsize=64)
def day_only(language: str) -> re.Pattern[str]:
    """Return the pattern of a day of the month without a month; groups 1 or 2 hold the day."""
    before = alternatives(_DAY_BEFORE.get(language, "")) or "(?!)"
    end = r"(?![\d:/]|[.,-]\d|\s?(?:h|uhr|am|pm|%|º)(?!\w))"
    return re.compile(
        rf"(?<!\w)(?:{before}) (\d{{1,2}})(?:st|nd|rd|th|o|º|\.)?{end}(?!\w)|(?<![\w./:-])(\d{{1,2}})(?:st|nd|rd"
        rf"|th)(?!\w)"
    )
