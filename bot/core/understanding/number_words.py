"""The words for numbers, per language, as data. ``lexis`` folds them once per language.

"value word word|value word": every spelling seen, common mistakes included. German and Italian write numbers as
one word; ``spoken.py`` takes those apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.core.understanding.plain import fold, word_set

_PLAIN = {
    "en": "0 zero nil nought|1 one|2 two couple pair|3 three|4 four|5 five|6 six|7 seven|8 eight|9 nine|10 ten"
    "|11 eleven|12 twelve|13 thirteen|14 fourteen forteen|15 fifteen|16 sixteen|17 seventeen|18 eighteen"
    "|19 nineteen|20 twenty"
    "|30 thirty|40 forty fourty|50 fifty|60 sixty|70 seventy|80 eighty|90 ninety ninty",
    "pt": "0 zero|1 um uma|2 dois duas casal par|3 três|4 quatro|5 cinco|6 seis|7 sete|8 oito|9 nove|10 dez|11 onze"
    "|12 doze|13 treze|14 catorze quatorze|15 quinze|16 dezesseis dezasseis|17 dezessete dezassete|18 dezoito"
    "|19 dezenove dezanove|20 vinte|30 trinta|40 quarenta|50 cinquenta cincoenta|60 sessenta|70 setenta|80 oitenta"
    "|90 noventa|100 cem cento|200 duzentos duzentas|300 trezentos trezentas|400 quatrocentos quatrocentas"
    "|500 quinhentos quinhentas|600 seiscentos seiscentas|700 setecentos setecentas|800 oitocentos oitocentas"
    "|900 novecentos novecentas",
    "es": "0 cero|1 uno un una|2 dos par pareja|3 tres|4 cuatro|5 cinco|6 seis|7 siete|8 ocho|9 nueve|10 diez|11 once"
    "|12 doce|13 trece|14 catorce|15 quince|16 dieciséis|17 diecisiete|18 dieciocho|19 diecinueve|20 veinte"
    "|21 veintiuno veintiún veintiuna|22 veintidós|23 veintitrés|24 veinticuatro|25 veinticinco|26 veintiséis"
    "|27 veintisiete|28 veintiocho|29 veintinueve|30 treinta|40 cuarenta|50 cincuenta|60 sesenta|70 setenta|80 ochenta"
    "|90 noventa|100 cien ciento|200 doscientos doscientas|300 trescientos trescientas|400 cuatrocientos cuatrocientas"
    "|500 quinientos quinientas|600 seiscientos seiscientas|700 setecientos setecientas|800 ochocientos ochocientas"
    "|900 novecientos novecientas",
    "de": "0 null|1 eins ein eine einen einem einer eines|2 zwei zwo|3 drei|4 vier|5 fünf fuenf|6 sechs|7 sieben|8 acht"
    "|9 neun|10 zehn|11 elf|12 zwölf zwoelf|13 dreizehn|14 vierzehn|15 fünfzehn fuenfzehn|16 sechzehn|17 siebzehn"
    "|18 achtzehn|19 neunzehn|20 zwanzig|30 dreißig dreizig|40 vierzig|50 fünfzig fuenfzig|60 sechzig|70 siebzig"
    "|80 achtzig|90 neunzig",
    "fr": "0 zéro|1 un une|2 deux couple paire|3 trois|4 quatre|5 cinq|6 six|7 sept|8 huit|9 neuf|10 dix|11 onze"
    "|12 douze|13 treize|14 quatorze|15 quinze|16 seize|20 vingt vingts|30 trente|40 quarante|50 cinquante|60 soixante"
    "|70 septante|80 huitante octante|90 nonante",
    "it": "0 zero|1 uno un una|2 due paio coppia|3 tre|4 quattro|5 cinque|6 sei|7 sette|8 otto|9 nove|10 dieci"
    "|11 undici|12 dodici|13 tredici|14 quattordici|15 quindici|16 sedici|17 diciassette|18 diciotto"
    "|19 diciannove|20 venti"
    "|30 trenta|40 quaranta|50 cinquanta|60 sessanta|70 settanta|80 ottanta|90 novanta",
    "ar": "0 صفر|1 واحد واحدة أحد إحدى"
    "|2 اثنا اثني اثنتا اثنتي اثنان اثنين اثنتان اثنتين إتنين اتنين تنين شخصين شخصان نفرين"
    "|3 ثلاثة ثلاث تلاتة تلات|4 أربعة أربع|5 خمسة خمس|6 ستة ست|7 سبعة سبع|8 ثمانية ثماني ثمان تمانية تمن"
    "|9 تسعة تسع|10 عشرة عشر|11 حداشر|12 اطناشر اتناشر|13 تلتاشر|14 اربعتاشر|15 خمستاشر خمسطاشر|16 ستاشر سطاشر"
    "|17 سبعتاشر|18 تمنتاشر|19 تسعتاشر|20 عشرون عشرين|30 ثلاثون ثلاثين تلاتين|40 أربعون أربعين|50 خمسون خمسين"
    "|60 ستون ستين|70 سبعون سبعين|80 ثمانون ثمانين تمانين|90 تسعون تسعين|200 مئتان مئتين مائتان مائتين ميتين"
    "|300 ثلاثمائة ثلاثمئة|400 أربعمائة أربعمئة|500 خمسمائة خمسمئة|600 ستمائة ستمئة|700 سبعمائة سبعمئة"
    "|800 ثمانمائة ثمانمئة|900 تسعمائة تسعمئة|2000 ألفان ألفين",
    # Small numbers only, and read only where this is the person's language.
    "nl": "0 nul|1 een één|2 twee|3 drie|4 vier|5 vijf|6 zes|7 zeven|8 acht|9 negen|10 tien|11 elf|12 twaalf",
    "pl": "0 zero|1 jeden jedna jedno|2 dwa dwie dwoje|3 trzy|4 cztery|5 pięć|6 sześć|7 siedem|8 osiem|9 dziewięć"
    "|10 dziesięć",
    "ru": "0 ноль|1 один одна|2 два две двое|3 три трое|4 четыре|5 пять|6 шесть|7 семь|8 восемь|9 девять|10 десять",
    "tr": "0 sıfır|1 bir|2 iki|3 üç|4 dört|5 beş|6 altı|7 yedi|8 sekiz|9 dokuz|10 on|20 yirmi|30 otuz|40 kırk|50 elli",
    "id": "0 nol|1 satu|2 dua|3 tiga|4 empat|5 lima|6 enam|7 tujuh|8 delapan|9 sembilan|10 sepuluh",
    "sw": "0 sifuri|1 moja|2 mbili|3 tatu|4 nne|5 tano|6 sita|7 saba|8 nane|9 tisa|10 kumi",
    "hi": "0 शून्य|1 एक|2 दो|3 तीन|4 चार|5 पांच पाँच|6 छह छः|7 सात|8 आठ|9 नौ|10 दस",
}  # fmt: skip

# Words that multiply what stands before them.
_SCALES = {
    "en": "12 dozen dozens|100 hundred hundreds|1000 thousand grand|1000000 million millions",
    "pt": "12 dúzia dúzias|1000 mil|1000000 milhão milhões",
    "es": "12 docena docenas|1000 mil|1000000 millón millones",
    "de": "12 dutzend|100 hundert|1000 tausend|1000000 million millionen mio",
    "fr": "12 douzaine douzaines|100 cent cents|1000 mille|1000000 million millions",
    "it": "12 dozzina dozzine|100 cento|1000 mille mila|1000000 milione milioni",
    "ar": "12 دزينة درزن|100 مئة مائة مية|1000 ألف آلاف|1000000 مليون ملايين",
}

_ORDINALS = {
    "en": "1 first|2 second|3 third|4 fourth|5 fifth|6 sixth|7 seventh|8 eighth|9 ninth|10 tenth|11 eleventh|12 twelfth"
    "|13 thirteenth|14 fourteenth|15 fifteenth|16 sixteenth|17 seventeenth|18 eighteenth|19 nineteenth|20 twentieth"
    "|30 thirtieth",
    "pt": "1 primeiro primeira|2 segundo segunda|3 terceiro terceira|4 quarto quarta|5 quinto quinta|6 sexto sexta"
    "|7 sétimo sétima|8 oitavo oitava|9 nono nona|10 décimo décima",
    "es": "1 primero primera primer|2 segundo segunda|3 tercero tercera tercer|4 cuarto cuarta|5 quinto quinta"
    "|6 sexto sexta|7 séptimo séptima|8 octavo octava|9 noveno novena|10 décimo décima",
    "de": "1 erste ersten erster erstes|2 zweite zweiten zweiter zweites|3 dritte dritten dritter drittes"
    "|4 vierte vierten vierter viertes|5 fünfte fünften fünfter fünftes|6 sechste sechsten sechster sechstes"
    "|7 siebte siebten siebter siebtes|8 achte achten achter achtes|9 neunte neunten neunter neuntes"
    "|10 zehnte zehnten zehnter zehntes|11 elfte elften|12 zwölfte zwölften|13 dreizehnten|14 vierzehnten"
    "|15 fünfzehnten|16 sechzehnten|17 siebzehnten|18 achtzehnten|19 neunzehnten|20 zwanzigsten|21 einundzwanzigsten"
    "|22 zweiundzwanzigsten|23 dreiundzwanzigsten|24 vierundzwanzigsten|25 fünfundzwanzigsten|26 sechsundzwanzigsten"
    "|27 siebenundzwanzigsten|28 achtundzwanzigsten|29 neunundzwanzigsten|30 dreißigsten|31 einunddreißigsten",
    "fr": "1 premier première|2 deuxième second seconde|3 troisième|4 quatrième|5 cinquième|6 sixième|7 septième"
    "|8 huitième|9 neuvième|10 dixième",
    "it": "1 primo prima|2 secondo seconda|3 terzo terza|4 quarto quarta|5 quinto quinta|6 sesto sesta"
    "|7 settimo settima|8 ottavo ottava|9 nono nona|10 decimo decima",
    "ar": "1 الأول الأولى الواحدة الحادي الحادية|2 الثاني الثانية|3 الثالث الثالثة|4 الرابع الرابعة|5 الخامس الخامسة"
    "|6 السادس السادسة"
    "|7 السابع السابعة|8 الثامن الثامنة|9 التاسع التاسعة|10 العاشر العاشرة",
}  # fmt: skip

_JOINS = {"en": "and", "pt": "e", "es": "y", "de": "und", "fr": "et", "it": "e", "ar": "و", "nl": "en"}
_HALVES = {
    "en": "half",
    "pt": "meio meia",
    "es": "medio media",
    "de": "halb halbe halbes",
    "fr": "demi demie",
    "it": "mezzo mezza",
    "ar": "نصف ونصف نص ونص",
}
# Articles that are also "one": a number only where nothing stronger stands in the message.
_WEAK = "one um uma un una une ein eine einen einem einer eines een"
# Whole phrases; the value is what they say.
_PHRASES = {
    "en": "6 half a dozen|6 half dozen|0 none|0 nobody|0 no one|1 just me|1 only me|1 just myself",
    "pt": "6 meia dúzia|0 nenhum|0 nenhuma|0 ninguém|1 só eu|1 somente eu|1 apenas eu",
    "es": "6 media docena|0 ninguno|0 ninguna|0 nadie|1 solo yo|1 sólo yo|1 solamente yo",
    "de": "6 ein halbes dutzend|6 halbes dutzend|1.5 anderthalb|1.5 eineinhalb|2.5 zweieinhalb"
    "|3.5 dreieinhalb|4.5 viereinhalb|0 keine|0 keiner|0 niemand|1 nur ich",
    "fr": "6 une demi douzaine|6 demi douzaine|0 aucun|0 aucune|0 personne|1 juste moi|1 moi seul|1 moi seule",
    "it": "6 mezza dozzina|0 nessuno|0 nessuna|1 solo io|1 soltanto io",
    "ar": "6 نصف دزينة|0 لا أحد|0 ولا واحد|1 أنا فقط|1 أنا بس",
}


@dataclass(frozen=True, slots=True)
class Lexis:
    """The folded number words of one language."""

    language: str
    plain: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    phrases: Mapping[str, float] = field(default_factory=dict)
    halves: frozenset[str] = frozenset()
    join: str = ""


@lru_cache(maxsize=64)
def lexis(language: str) -> Lexis:
    """Return the number words of *language*; empty for a language that is not known."""
    return Lexis(
        language,
        {word: int(value) for word, value in _pairs(_PLAIN.get(language, ""))},
        {word: int(value) for word, value in _pairs(_SCALES.get(language, ""))},
        {word: int(value) for word, value in _pairs(_ORDINALS.get(language, ""))},
        {fold(phrase): float(value) for value, _, phrase in _split(_PHRASES.get(language, ""))},
        frozenset(fold(word) for word in _HALVES.get(language, "").split()),
        _JOINS.get(language, ""),
    )


WEAK = word_set(_WEAK)
TEEN_HEADS = word_set("أحد إحدى اثنا اثني اثنتا اثنتي")  # only in 11 and 12
VAGUE = word_set(  # no number where none stands before them
    "dozens hundreds thousands millions dúzias docenas milhões millones millionen milioni"
)


@lru_cache(maxsize=64)
def any_scales(language: str) -> Mapping[str, int]:
    """Return the multiplying words of all languages, for use after digits; *language* decides where they differ."""
    others = {word: value for each in _SCALES for word, value in lexis(each).scales.items()}
    for word in ("cent", "cents", "grand"):  # "50 cents" is no 5,000
        others.pop(word, None)
    return others | dict(lexis(language).scales)


@lru_cache(maxsize=64)
def number_words(language: str) -> frozenset[str]:
    """Return every single word for a number or an ordinal of that language."""
    own = lexis(language)
    return frozenset((*own.plain, *own.scales, *own.ordinals))


def _split(text: str) -> list[tuple[str, str, str]]:
    return [entry.partition(" ") for entry in text.split("|") if entry]


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(fold(word), value) for value, _, words in _split(text) for word in words.split()]
