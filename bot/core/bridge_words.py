"""What people at another help desk read as private notes, by language. ``{…}`` as in ``says``."""

from __future__ import annotations

from collections.abc import Mapping

NOTES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "opened": "Handed over by the bot{team}. Conversation #{ticket} in AskFirst. {link}",
        "before": "What was said before:",
        "person": "Customer", "bot": "Bot", "staff": "Team",
        "file": "[{kind}] {caption}",
        "see": "See it in AskFirst: {link}",
        "said": "{name} answered in AskFirst or on the phone: {text}",
        "taken": "{name} took this conversation in AskFirst.",
        "late": "The time that was promised to the customer has passed.",
        "unanswered": "Nobody has answered yet.",
        "stopped": "The customer wrote STOP. Nothing may be sent to them on our own account. You may still answer what "
                   "they wrote, as long as they wrote within the last 24 hours.",
        "closed": "{name} closed this conversation in AskFirst; the bot answers again.",
        "ended": "The conversation ended; the bot answers again.",
        "returned": "Nobody wrote for a while; the bot answers again. Open the conversation to take it back.",
        "refused": "Your message was NOT sent: {why}",
        "window": "the customer wrote more than 24 hours ago, and WhatsApp takes only an approved template now. "
                  "{offers} {link}",
        "offers": "Possible in AskFirst: {names}.", "no_offers": "None may be sent to this customer: they did not agree.",
        "long": "it has {length} characters, and {most} are possible. Send it in parts.",
        "gone": "this customer's data was erased.",
        "failed": "WhatsApp did not deliver it. {why}",
    },
    "pt": {
        "opened": "Entregue pelo bot{team}. Conversa n.º {ticket} no AskFirst. {link}",
        "before": "O que se disse antes:",
        "person": "Cliente", "bot": "Bot", "staff": "Equipa",
        "file": "[{kind}] {caption}",
        "see": "Ver no AskFirst: {link}",
        "said": "{name} respondeu no AskFirst ou no telemóvel: {text}",
        "taken": "{name} ficou com esta conversa no AskFirst.",
        "late": "O tempo prometido ao cliente já passou.",
        "unanswered": "Ainda ninguém respondeu.",
        "stopped": "O cliente escreveu SAIR. Nada lhe pode ser enviado por nossa iniciativa. Ainda pode responder ao que "
                   "escreveu, desde que tenha escrito nas últimas 24 horas.",
        "closed": "{name} fechou esta conversa no AskFirst; o bot volta a responder.",
        "ended": "A conversa terminou; o bot volta a responder.",
        "returned": "Ninguém escreveu durante algum tempo; o bot volta a responder. Abra a conversa para a retomar.",
        "refused": "A sua mensagem NÃO foi enviada: {why}",
        "window": "o cliente escreveu há mais de 24 horas e o WhatsApp só aceita agora um modelo aprovado. {offers} {link}",
        "offers": "Possível no AskFirst: {names}.", "no_offers": "Nenhum pode ser enviado a este cliente: não aceitou.",
        "long": "tem {length} caracteres e o máximo é {most}. Envie-a por partes.",
        "gone": "os dados deste cliente foram apagados.",
        "failed": "o WhatsApp não a entregou. {why}",
    },
    "es": {
        "opened": "El bot pasa la conversación{team}. Conversación n.º {ticket} en AskFirst. {link}",
        "before": "Lo que se dijo antes:",
        "person": "Cliente", "bot": "Bot", "staff": "Equipo",
        "file": "[{kind}] {caption}",
        "see": "Verlo en AskFirst: {link}",
        "said": "{name} contestó en AskFirst o con el teléfono: {text}",
        "taken": "{name} se quedó con esta conversación en AskFirst.",
        "late": "Ha pasado el tiempo prometido al cliente.",
        "unanswered": "Nadie ha contestado todavía.",
        "stopped": "El cliente escribió STOP. No se le puede enviar nada por iniciativa nuestra. Aún puedes contestar a lo "
                   "que escribió, si escribió en las últimas 24 horas.",
        "closed": "{name} cerró esta conversación en AskFirst; el bot vuelve a contestar.",
        "ended": "La conversación terminó; el bot vuelve a contestar.",
        "returned": "Nadie escribió durante un rato; el bot vuelve a contestar. Abre la conversación para retomarla.",
        "refused": "Tu mensaje NO se envió: {why}",
        "window": "el cliente escribió hace más de 24 horas y WhatsApp solo acepta ahora una plantilla aprobada. "
                  "{offers} {link}",
        "offers": "Posible en AskFirst: {names}.", "no_offers": "No se le puede enviar ninguna: no dio su permiso.",
        "long": "tiene {length} caracteres y el máximo es {most}. Envíalo por partes.",
        "gone": "los datos de este cliente se borraron.",
        "failed": "WhatsApp no lo entregó. {why}",
    },
    "de": {
        "opened": "Vom Bot übergeben{team}. Gespräch #{ticket} in AskFirst. {link}",
        "before": "Was vorher gesagt wurde:",
        "person": "Kunde", "bot": "Bot", "staff": "Team",
        "file": "[{kind}] {caption}",
        "see": "In AskFirst ansehen: {link}",
        "said": "{name} hat in AskFirst oder am Telefon geantwortet: {text}",
        "taken": "{name} hat dieses Gespräch in AskFirst übernommen.",
        "late": "Die dem Kunden zugesagte Zeit ist vorbei.",
        "unanswered": "Noch hat niemand geantwortet.",
        "stopped": "Der Kunde hat STOPP geschrieben. Von uns aus darf nichts mehr gesendet werden. Auf das Geschriebene "
                   "darf noch geantwortet werden, wenn es keine 24 Stunden alt ist.",
        "closed": "{name} hat dieses Gespräch in AskFirst beendet; der Bot antwortet wieder.",
        "ended": "Das Gespräch ist beendet; der Bot antwortet wieder.",
        "returned": "Eine Weile hat niemand geschrieben; der Bot antwortet wieder. Gespräch öffnen, um es zurückzuholen.",
        "refused": "Deine Nachricht wurde NICHT gesendet: {why}",
        "window": "der Kunde hat vor mehr als 24 Stunden geschrieben, WhatsApp nimmt jetzt nur eine freigegebene Vorlage. "
                  "{offers} {link}",
        "offers": "Möglich in AskFirst: {names}.", "no_offers": "Keine darf gesendet werden: der Kunde hat nicht zugestimmt.",
        "long": "sie hat {length} Zeichen, möglich sind {most}. Bitte in Teilen senden.",
        "gone": "die Daten dieses Kunden wurden gelöscht.",
        "failed": "WhatsApp hat sie nicht zugestellt. {why}",
    },
    "ar": {
        "opened": "سلّمها البوت{team}. المحادثة رقم {ticket} في AskFirst. {link}",
        "before": "ما قيل من قبل:",
        "person": "العميل", "bot": "البوت", "staff": "الفريق",
        "file": "[{kind}] {caption}",
        "see": "شاهده في AskFirst: {link}",
        "said": "أجاب {name} في AskFirst أو من الهاتف: {text}",
        "taken": "تولّى {name} هذه المحادثة في AskFirst.",
        "late": "انقضى الوقت الذي وُعد به العميل.",
        "unanswered": "لم يرد أحد بعد.",
        "stopped": "كتب العميل «إيقاف». لا يجوز إرسال أي شيء إليه بمبادرة منا. يمكنك الرد على ما كتبه ما دام قد كتب خلال "
                   "آخر 24 ساعة.",
        "closed": "أغلق {name} هذه المحادثة في AskFirst، ويعود البوت للرد.",
        "ended": "انتهت المحادثة، ويعود البوت للرد.",
        "returned": "لم يكتب أحد منذ مدة، ويعود البوت للرد. افتح المحادثة لاستعادتها.",
        "refused": "لم تُرسل رسالتك: {why}",
        "window": "كتب العميل قبل أكثر من 24 ساعة، ولا يقبل واتساب الآن إلا قالبا معتمدا. {offers} {link}",
        "offers": "الممكن في AskFirst: {names}.", "no_offers": "لا يجوز إرسال أي قالب إليه: لم يوافق.",
        "long": "فيها {length} حرفا، والحد {most}. أرسلها على أجزاء.",
        "gone": "مُحيت بيانات هذا العميل.",
        "failed": "لم يسلّمها واتساب. {why}",
    },
}  # fmt: skip


def note(language: str, key: str, **values: object) -> str:
    """Return a private note in the business's language, in English where it is none of ours."""
    base = language.partition("-")[0].partition("_")[0]
    return NOTES.get(base, NOTES["en"])[key].format_map(values).strip()
