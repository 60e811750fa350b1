"""Currencies as data: how people write them, whose they are, how many decimals they have (ISO 4217, 2026)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.core.understanding.plain import fold

_NO_DECIMALS = "JPY KRW CLP PYG VND XOF XAF XPF RWF UGX ISK GNF BIF DJF KMF VUV"
_THREE_DECIMALS = "KWD BHD OMR JOD TND IQD LYD"

_OF_COUNTRY = (
    "AED AE|AFN AF|ALL AL|AMD AM|AOA AO|ARS AR|AUD AU NR TV KI|AZN AZ|BAM BA|BBD BB|BDT BD|BHD BH|BIF BI|BND BN"
    "|BOB BO|BRL BR|BSD BS|BTN BT|BWP BW|BYN BY|BZD BZ|CAD CA|CDF CD|CHF CH LI|CLP CL|CNY CN|COP CO|CRC CR|CUP CU"
    "|CVE CV|CZK CZ|DJF DJ|DKK DK GL FO|DOP DO|DZD DZ|EGP EG|ERN ER|ETB ET"
    "|EUR AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK AD MC SM VA ME XK GP MQ RE GF YT|FJD FJ"
    "|GBP GB GG JE IM|GEL GE|GHS GH|GMD GM|GNF GN|GTQ GT|GYD GY|HKD HK|HNL HN|HTG HT|HUF HU|IDR ID|ILS IL PS|INR IN"
    "|IQD IQ|IRR IR|ISK IS|JMD JM|JOD JO|JPY JP|KES KE|KGS KG|KHR KH|KMF KM|KRW KR|KWD KW|KZT KZ|LAK LA|LBP LB|LKR LK"
    "|LRD LR|LSL LS|LYD LY|MAD MA EH|MDL MD|MGA MG|MKD MK|MMK MM|MNT MN|MOP MO|MRU MR|MUR MU|MVR MV|MWK MW|MXN MX"
    "|MYR MY|MZN MZ|NAD NA|NGN NG|NIO NI|NOK NO|NPR NP|NZD NZ|OMR OM|PEN PE|PGK PG|PHP PH|PKR PK|PLN PL|PYG PY|QAR QA"
    "|RON RO|RSD RS|RUB RU|RWF RW|SAR SA|SBD SB|SCR SC|SDG SD|SEK SE|SGD SG|SLE SL|SOS SO|SRD SR|SSP SS|STN ST|SYP SY"
    "|SZL SZ|THB TH|TJS TJ|TMT TM|TND TN|TOP TO|TRY TR|TTD TT|TWD TW|TZS TZ|UAH UA|UGX UG|USD US PR GU VI EC SV PA"
    "|UYU UY|UZS UZ|VES VE|VND VN|VUV VU|WST WS|XAF CM CF TD CG GA GQ|XCD AG DM GD KN LC VC"
    "|XOF BJ BF CI GW ML NE SN TG|XPF NC PF|YER YE|ZAR ZA|ZMW ZM"
)

# A mark and its currency. Several: the first is meant where the person's country uses none of them ("-": not known).
_MARKS = (
    "EUR=€ euro euros eur يورو"
    "|GBP EGP LBP SYP SDG=£ pound pounds quid libra libras pfund livre livres sterline sterlina"
    "|EGP SDG GBP=جنيه جنيها"
    "|USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU DOP BBD BSD BZD FJD GYD JMD LRD NAD TTD XCD=$"
    "|USD CAD AUD NZD SGD HKD TWD BBD BSD BZD FJD GYD JMD LRD NAD TTD XCD=dollar dollars dólar dólares dolares"
    " dollaro dollari bucks دولار دولارات|USD=us$ u$s usd$|CAD=ca$ c$|AUD=a$ au$"
    "|BRL=r$ real reais pila pilas conto contos ريال_برازيلي|- MXN ARS CLP COP UYU DOP CUP PHP=peso pesos"
    "|JPY CNY=¥ yen yenes|CNY=元 rmb yuan|INR=₹ inr"
    "|INR PKR LKR NPR MUR=rs rupee rupees rupia rupias roupies roupie rupien|IDR=rp rupiah|NGN=₦ naira"
    "|KES TZS UGX=shilling shillings|KES=ksh kshs|TZS=tsh|UGX=ush|RWF=frw rwf|ZAR=rand rands|GHS=₵ gh₵ cedi cedis"
    "|RUB=₽ rub руб рублей рубль рубля|UAH=₴ грн|TRY=₺ tl lira_turca|TRY LBP SYP=lira liras lire ليرة ليرات|KRW=₩ won"
    "|VND=₫ vnd dong|PHP=₱|THB=฿ baht|ILS=₪ shekel shekels شيكل|PLN=zł zloty złoty złotych|CZK=kč koruna korun"
    "|HUF=ft forint|CHF XOF XAF RWF BIF GNF DJF=franc francs|CHF=chf franken fr. sfr|XOF XAF=cfa fcfa"
    "|AED MAD=dh dhs dirham dirhams درهم دراهم|SAR QAR OMR YER IRR=ريال ريالات sr riyal riyals"
    "|- KWD BHD JOD IQD TND DZD LYD RSD=dinar dinars دينار دنانير|PEN=s/ s/. soles|CRC=₡ colones"
    "|PYG=₲ gs guaranies guaraníes|BOB=bs bolivianos|VES=bolívares bolivares|GTQ=quetzal quetzales|HNL=lempiras"
    "|NIO=córdobas|MYR=rm ringgit|SEK NOK DKK ISK=kr krona kronor kroner|AOA=kz kwanza kwanzas"
    "|MZN=mt metical meticais|CVE=escudos"
)

CENTS = (
    "cent|cents|centavo|centavos|centimes|centime|centimos|céntimos|centimo|centesimi|centesimo|pence|penny"
    "|قرش|قروش|سنت"
)


@lru_cache(maxsize=1)
def of_country() -> Mapping[str, str]:
    """Return country -> currency."""
    rows = (row.split() for row in _OF_COUNTRY.split("|"))
    return {country: row[0] for row in rows for country in row[1:]}


@lru_cache(maxsize=1)
def marks() -> Mapping[str, tuple[str, ...]]:
    """Return folded mark -> currencies it may mean, the usual one first; every ISO code is a mark too."""
    codes_as_words = {"all", "top", "try", "cup", "mop", "sos", "pen", "mad", "gel", "bam", "ron"}
    known: dict[str, tuple[str, ...]] = {
        code.lower(): (code,) for code in of_country().values() if code.lower() not in codes_as_words
    }
    for row in _MARKS.split("|"):
        codes, _, names = row.partition("=")
        known |= {fold(name.replace("_", " ")): tuple(codes.split()) for name in names.split()}
    return known


def currency(mark: str, country: str) -> str:
    """Return the currency that a mark means for somebody of that country; "" where nobody can tell."""
    choices = marks().get(mark, ())
    own = of_country().get(country, "")
    if own in choices:
        return own
    return "" if not choices or choices[0] == "-" else choices[0]


def decimals(code: str) -> int:
    """Return how many digits stand after the point in that currency."""
    if not code:
        return 2
    return 0 if code in _NO_DECIMALS else 3 if code in _THREE_DECIMALS else 2
