"""How people say yes, no and "I don't know", per language, as data. Whole phrases, ``|`` between them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.core.understanding.plain import words

YES_SIGNS = frozenset("👍✅✔☑👌🆗💯🙆🤝🫡")
NO_SIGNS = frozenset("👎❌✖🚫⛔🙅🛑❎")

_YES = {
    "en": "yes|yea|yeah|yep|yup|yess|yas|ya|yah|y|ye|yh|sure|sure thing|of course|ok|okay|okey|oki|k|kk|absolutely"
    "|definitely|certainly|indeed|affirmative|correct|right|that's right|that is right|exactly|agreed|i agree|i do|i am"
    "|i would|i will|i have|i can|it is|please do|go ahead|sounds good|fine|alright|all right|true|you bet"
    "|by all means|with pleasure|gladly|no problem|no problems|no worries|why not|perfect|great|good|confirm|confirmed"
    "|accept|accepted|i accept|deal|for sure|i think so|i guess so|i believe so|aye|uh huh|mhm|positive|do it"
    "|let's do it"
    "|let's go|i want|i want to|i'd love to|i would love to|i'd like to|i'd like that|that works|works for me|1",
    "pt": "sim|s|ss|sm|claro|claro que sim|com certeza|certo|certeza|pode|pode ser|pode sim|isso|isso mesmo|isso aí"
    "|quero|quero sim|eu quero|aceito|concordo|beleza|blz|tá|tá bom|ta bom|tá certo|está bem|está bom|tudo bem|bora"
    "|vamos"
    "|perfeito|ótimo|positivo|correto|exato|exatamente|verdade|verdadeiro|acho que sim|sem problema|sem problemas"
    "|por que não|porque não|com prazer|sou|sou sim|tenho|tenho sim|é|é sim|afirmativo|confirmo|confirmado|fechado"
    "|combinado|uhum|aham|pode mandar|manda|gostaria|gostaria sim",
    "es": "sí|s|sip|sipi|claro|claro que sí|por supuesto|por supuesto que sí|desde luego|vale|dale|bueno|de acuerdo"
    "|correcto"
    "|exacto|exactamente|así es|eso es|perfecto|seguro|cierto|verdadero|verdad|quiero|acepto|lo acepto|está bien"
    "|creo que sí"
    "|sin problema|no hay problema|cómo no|por qué no|porque no|con gusto|confirmo|confirmado|afirmativo|simón|órale"
    "|listo"
    "|obvio|adelante|yo sí|me gustaría",
    "de": "ja|j|jap|jo|jep|jup|klar|na klar|klaro|sicher|aber sicher|natürlich|selbstverständlich|genau|richtig|stimmt"
    "|korrekt|gern|gerne|sehr gerne|in ordnung|einverstanden|auf jeden fall|unbedingt|passt|gut|super|perfekt|doch|wahr"
    "|jawohl|freilich|warum nicht|kein problem|ich denke ja|ich denke schon|ich glaube ja|ich glaube schon|ich möchte"
    "|will ich|mach ich|ich stimme zu|bestätigt|alles klar|geht klar|bin ich|habe ich|hab ich|mit vergnügen|jawoll",
    "fr": "oui|o|ouais|ouaip|ouep|bien sûr|bien sûr que oui|d'accord|dac|certainement|absolument|tout à fait|exactement"
    "|exact|correct|c'est ça|c'est bon|volontiers|avec plaisir|parfait|entendu|évidemment|bien entendu|vrai|je veux"
    "|je veux bien|je confirme|confirmé|j'accepte|accepté|pourquoi pas|pas de problème|aucun problème|pas de souci"
    "|ça marche|ça va|ça me va|je pense que oui|je crois que oui|si|affirmatif|carrément|oui oui",
    "it": "sì|s|certo|certamente|certo che sì|ma certo|va bene|d'accordo|esatto|esattamente|giusto|corretto|perfetto"
    "|volentieri|con piacere|sicuro|sicuramente|assolutamente sì|assolutamente|naturalmente|ovvio|ovviamente|vero"
    "|voglio"
    "|lo voglio|accetto|confermo|confermato|perché no|nessun problema|non c'è problema|credo di sì|penso di sì"
    "|direi di sì|affermativo|eccome",
    "ar": "نعم|ايوه|أيوا|ايوا|اه|آه|اي|إيه|أجل|أكيد|طبعا|بالتأكيد|بالطبع|تمام|موافق|موافقة|أوافق|ماشي|حاضر|صح|صحيح|حسنا"
    "|اوك|اوكي|طيب|يلا|بلى|مافي مشكلة|ما في مشكلة|لا مشكلة|مفيش مشكلة|ليش لا|ليه لا|لم لا|أريد|ابغى|عايز|بدي|على راسي"
    "|كويس|أيوة",
    "nl": "jawel|tuurlijk|natuurlijk|zeker|graag|prima|klopt",
    "ru": "да|ага|конечно|давай|давайте|хорошо|согласен|согласна|ладно|верно",
    "pl": "tak|jasne|oczywiście|dobrze|zgoda",
    "tr": "evet|tamam|olur|tabii|tabi|elbette",
    "id": "iya|boleh|setuju|baik|mau|ya",
    "sw": "ndiyo|ndio|sawa",
    "hi": "हाँ|हां|जी|जी हाँ|जी हां|ठीक है|haan|han|ji haan",
    "he": "כן|בטח|בסדר",
    "zh": "是|是的|好|好的|对|可以|行",
}  # fmt: skip

_NO = {
    "en": "no|nope|nah|nay|naw|noo|n|not|no thanks|no thank you|not really|not now|not yet|never|not at all"
    "|of course not"
    "|certainly not|absolutely not|definitely not|i don't|i do not|don't|i won't|i am not|i'm not|i can't|i cannot"
    "|i haven't|it is not|it isn't|false|negative|incorrect|wrong|not correct|that's wrong|i disagree|disagree"
    "|i don't think so|i think not|no way|decline|i decline|refuse|i refuse|rather not|i'd rather not|not today"
    "|not interested|i don't want|i don't want to|i don't agree|i do not agree|do not|i'm afraid not|sure not|0",
    "pt": "não|nao|nn|naum|num|nop|não quero|nunca|jamais|de jeito nenhum|claro que não|com certeza não|ainda não"
    "|agora não"
    "|hoje não|acho que não|não aceito|negativo|errado|falso|incorreto|não tenho|não sou|não é|nem pensar|nada disso"
    "|discordo|recuso|não concordo|sem interesse|não precisa|n quero|tô fora",
    "es": "no|nop|nel|no quiero|nunca|jamás|para nada|claro que no|por supuesto que no|de ninguna manera|todavía no"
    "|aún no"
    "|ahora no|hoy no|creo que no|no acepto|negativo|falso|incorrecto|no tengo|no soy|en absoluto|tampoco|ni hablar"
    "|rechazo|nada|ni de broma",
    "de": "nein|nee|ne|nö|nicht|danke nein|auf keinen fall|keinesfalls|niemals|nie|natürlich nicht|sicher nicht"
    "|ich denke nicht|ich glaube nicht|noch nicht|jetzt nicht|heute nicht|falsch|stimmt nicht|leider nein|leider nicht"
    "|eher nicht|lieber nicht|gar nicht|überhaupt nicht|abgelehnt|ich lehne ab|will ich nicht|möchte ich nicht"
    "|habe ich nicht|bin ich nicht|kein interesse|kein bedarf|ich möchte nicht",
    "fr": "non|nan|nn|pas du tout|jamais|bien sûr que non|certainement pas|absolument pas|pas encore|pas maintenant"
    "|pas aujourd'hui|je ne pense pas|je pense que non|je crois que non|je crois pas|je ne crois pas|je ne veux pas"
    "|je veux pas|je refuse|refusé|faux|incorrect|négatif|pas vraiment|surtout pas|pas question|hors de question",
    "it": "no|non|per niente|per nulla|mai|certo che no|assolutamente no|niente affatto|non ancora|non ora|non adesso"
    "|oggi no|credo di no|penso di no|non voglio|non accetto|rifiuto|falso|sbagliato|negativo|neanche per sogno"
    "|nemmeno",
    "ar": "لا|لأ|لاء|كلا|أبدا|مش عايز|مو|ما أبغى|لا أريد|ما بدي|ليس الآن|مش الآن|مش دلوقتي|ليس بعد|لسه|غير موافق"
    "|مش موافق|لا أوافق|خطأ|غلط|مستحيل|طبعا لا|أكيد لا|بالطبع لا|لالا",
    "nl": "neen|liever niet|nog niet",
    "ru": "нет|не|неа|никогда|не надо|не хочу|не согласен|не согласна",
    "pl": "nie|nigdy|nie chcę",
    "tr": "hayır|yok|istemiyorum|olmaz",
    "id": "tidak|nggak|ngga|gak|enggak|jangan|tidak mau",
    "sw": "hapana|la",
    "hi": "नहीं|नही|मत|nahi|nahin",
    "he": "לא",
    "zh": "不|不是|不要|不行|没有|不好",
}  # fmt: skip

_UNSURE = {
    "en": "maybe|perhaps|not sure|i'm not sure|i am not sure|i don't know|don't know|dunno|idk|no idea|possibly|depends"
    "|it depends|probably|yes and no|both|whatever|i don't mind|hmm|later|ok but|yes but no|one moment|no one|no more",
    "pt": "talvez|não sei|sei lá|quem sabe|depende|não tenho certeza|mais ou menos|tanto faz|já|sim e não|não entendi",
    "es": "tal vez|quizás|quizá|no sé|no lo sé|no estoy seguro|no estoy segura|depende|a lo mejor|puede ser|igual|ya"
    "|sí y no|no entiendo|no entendí|ni idea",
    "de": "vielleicht|weiß nicht|ich weiß nicht|ich weiß es nicht|keine ahnung|kommt drauf an|eventuell|jein|mal sehen"
    "|nicht sicher|bin nicht sicher|egal|ja und nein|mal schauen",
    "fr": "peut-être|je ne sais pas|je sais pas|sais pas|jsp|chais pas|ça dépend|aucune idée|pas sûr|pas sûre"
    "|je ne suis pas sûr|je ne suis pas sûre|mouais|oui et non",
    "it": "forse|non so|non lo so|boh|dipende|magari|non sono sicuro|non sono sicura|può darsi|sì e no|non capisco",
    "ar": "ربما|يمكن|مش عارف|لا أعرف|ما بعرف|لا أدري|ما أدري|على حسب|مدري|إن شاء الله|نعم ولا",
}  # fmt: skip


def bare(text: str) -> str:
    """Return the words of *text*, folded, apostrophes closed up, letters held down ("yesss") let go."""
    return " ".join(words(text.replace("'", "").replace("’", "")))


@lru_cache(maxsize=64)
def answers(language: str) -> Mapping[str, bool | None]:
    """Return phrase -> yes, no or None (unsure) for all languages; where they differ, the person's own decides."""
    others = [each for each in _YES if each != language]
    table: dict[str, bool | None] = {}
    for known in (others, [language]):
        for source, value in ((_UNSURE, None), (_NO, False), (_YES, True)):
            for each in known:
                table.update(dict.fromkeys(map(bare, source.get(each, "").split("|")), value))
    table.pop("", None)
    for alone in ("s", "j", "o", "n", "ne", "si", "da", "la"):
        if table.get(alone) is not None and not _own(alone, language):
            table.pop(alone)
    return table


def _own(word: str, language: str) -> bool:
    """Whether a very short word is an answer in this language and not by chance."""
    homes = {"s": "pt es it", "j": "de", "o": "fr", "n": "en pt es de fr it", "ne": "de", "si": "es it fr", "la": "sw"}
    return language in homes[word].split() or (word == "si" and language not in ("ru", "pl"))
