"""All settings in one table: name, default, a sentence, where to get it.

``load`` is the only reader of the environment.

A ``.env`` file beside ``webhook.py`` (or in the working directory) is read first; the environment wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.setting_rules import CHECKS, read_env_file, setting

__all__ = ["Settings", "load", "read_env_file", "table"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """Everything that can be set. Secrets never show in ``repr``."""

    database: str = setting(
        "ASKFIRST_DATABASE", "sqlite:///askfirst.db", "Where everything is kept: `sqlite:///file.db`.", check="database"
    )
    flows: str = setting("ASKFIRST_FLOWS", "flows", "The folder with your flow files.")
    secret_key: str = setting(
        "ASKFIRST_SECRET_KEY",
        "",
        "A long random text that protects sign-ins and the list of people who may never be written to. "
        "Without it one is made and kept in a file beside the database.",
        secret=True,
    )
    old_secret_keys: str = setting(
        "ASKFIRST_OLD_SECRET_KEYS",
        "",
        "Secret keys used before ASKFIRST_SECRET_KEY, separated by commas: what they sealed and hashed is still known.",
        secret=True,
    )
    public_url: str = setting(
        "ASKFIRST_PUBLIC_URL",
        "",
        "The address at which people reach this program from outside, such as `https://bot.example.com`: for the links "
        "in messages and mails.",
        check="maybe_url",
    )
    proxy: str = setting(
        "ASKFIRST_PROXY",
        "off",
        "`on`: a web server of yours stands in front, adds HTTPS and sets X-Forwarded-Proto and X-Forwarded-For; only "
        "then are these believed.",
        check="switch",
    )
    api_token: str = setting(
        "ASKFIRST_API_TOKEN",
        "",
        "The bearer token for `POST /api/messages` and `/api/events`. Without it both are shut. Take any long random text.",
        secret=True,
    )
    access_token: str = setting(
        "WHATSAPP_ACCESS_TOKEN",
        None,
        "The system user's token, from Meta Business Settings > System users > Generate token "
        "(permissions whatsapp_business_messaging and whatsapp_business_management).",
        secret=True,
    )
    app_secret: str = setting(
        "WHATSAPP_APP_SECRET",
        None,
        "Signs the webhooks: App Dashboard > App settings > Basic > App secret. Several, separated by commas, "
        "while you change it.",
        secret=True,
    )
    verify_token: str = setting(
        "WHATSAPP_VERIFY_TOKEN",
        None,
        "Any text of yours; give the same to Meta under App Dashboard > WhatsApp > Configuration > Webhook.",
        secret=True,
    )
    phone_number_id: str = setting(
        "WHATSAPP_PHONE_NUMBER_ID",
        None,
        "The sending number's id (digits, not the number): App Dashboard > WhatsApp > API Setup.",
        check="digits",
    )
    business_account_id: str = setting(
        "WHATSAPP_BUSINESS_ACCOUNT_ID",
        "",
        "The WhatsApp Business account's id, on the same page; `doctor` compares your templates with it.",
        check="digits",
    )
    api_url: str = setting(
        "WHATSAPP_API_URL",
        "https://graph.facebook.com/v26.0",
        "Meta's address and version. A test points it at the simulator.",
        check="url",
    )
    host: str = setting("ASKFIRST_HOST", "127.0.0.1", "The address that `askfirst serve` listens on.")
    port: int = setting("ASKFIRST_PORT", "8000", "The port that `askfirst serve` listens on.", check="port")
    threads: int = setting(
        "ASKFIRST_THREADS", "16", "Requests that are answered at the same time. Slow disks want 32.", check="number"
    )
    senders: int = setting(
        "ASKFIRST_SENDERS",
        "16",
        "Messages that are sent at the same time: pace times the seconds that Meta takes to answer.",
        check="number",
    )
    pace: int = setting(
        "ASKFIRST_PACE",
        "80",
        "Messages a second for the number, as Meta allows it (80; 20 where the WhatsApp Business app shares it).",
        check="number",
    )
    worker: str = setting(
        "ASKFIRST_WORKER",
        "on",
        "`on`: the web process also applies and sends. `off`: run `askfirst work` beside it.",
        check="switch",
    )
    resend_after: int = setting(
        "ASKFIRST_RESEND_AFTER",
        "60",
        "Seconds after which a reply whose outcome nobody knows is sent once more, where WhatsApp's receipts come in "
        "but none for it; fifteen times as long where none come in. Proactive messages are never sent again.",
        check="number",
    )
    keep_raw: int = setting(
        "ASKFIRST_KEEP_RAW",
        "14",
        "Days for which webhooks that could not be read are kept, for mending.",
        check="number",
    )
    keep_texts: int = setting(
        "ASKFIRST_KEEP_TEXTS",
        "400",
        "Days for which the words of messages are kept, both ways; then the rows are emptied. Consents stay, with "
        "their proof, until the person is erased.",
        check="number",
    )
    keep_missed: int = setting(
        "ASKFIRST_KEEP_MISSED",
        "180",
        "Days for which a question that nothing answered is kept after it was last asked.",
        check="number",
    )
    blue_ticks: str = setting(
        "ASKFIRST_BLUE_TICKS",
        "off",
        "`on`: messages that are answered are marked as read; one more call to WhatsApp for each.",
        check="switch",
    )
    log_level: str = setting("ASKFIRST_LOG", "info", "How much is logged: error, warning, info or debug.", check="log")
    smtp_url: str = setting(
        "ASKFIRST_SMTP_URL",
        "",
        "The mail server that tells you that a customer waits: `smtp://user:password@host:587` (STARTTLS) or "
        "`smtps://user:password@host:465`. `?tls=off` at the end only for a server on this machine.",
        check="smtp",
        secret=True,
    )
    mail_from: str = setting(
        "ASKFIRST_MAIL_FROM",
        "",
        "The sender of these mails: `bot@example.com` or `Café Aurora <bot@example.com>`.",
        check="mail",
    )
    hook_secret: str = setting(
        "ASKFIRST_HOOK_SECRET",
        "",
        "Signs what `handover: tell: - webhook:` sends to your programs. Take any long random text.",
        secret=True,
    )
    chatwoot_url: str = setting(
        "ASKFIRST_CHATWOOT_URL",
        "",
        "Your Chatwoot, such as `https://app.chatwoot.com`: handovers go there as well.",
        check="maybe_url",
    )
    chatwoot_token: str = setting(
        "ASKFIRST_CHATWOOT_TOKEN",
        "",
        "Chatwoot > Profile Settings > Access Token, of an agent of the inbox.",
        secret=True,
    )
    chatwoot_account: str = setting(
        "ASKFIRST_CHATWOOT_ACCOUNT", "", "The number after `/accounts/` in Chatwoot's address bar.", check="digits"
    )
    chatwoot_inbox: str = setting(
        "ASKFIRST_CHATWOOT_INBOX",
        "",
        "The number of the API inbox: Chatwoot > Settings > Inboxes, the last number in the address bar.",
        check="digits",
    )
    chatwoot_secret: str = setting(
        "ASKFIRST_CHATWOOT_SECRET",
        "",
        "What Chatwoot signs its webhooks with: Settings > Integrations > Webhooks > Secret (Chatwoot 4.11.2 or newer). "
        "Several, separated by commas. An older Chatwoot: any long random text, given as `?secret=` in its webhook's URL.",
        secret=True,
    )
    demo: str = setting(
        "ASKFIRST_DEMO", "off", "`on`: the simulator's page may look inside. Loopback only.", check="switch"
    )

    def __repr__(self) -> str:
        shown = {f.name: getattr(self, f.name) for f in fields(self) if not f.metadata["secret"]}
        return f"Settings({shown})"

    @property
    def app_secrets(self) -> tuple[str, ...]:
        """The app secrets that are accepted, the newest first."""
        return tuple(part.strip() for part in self.app_secret.split(",") if part.strip())


def table() -> tuple[tuple[str, str | None, str], ...]:
    """Return (environment name, default or None where it is needed, sentence) of each setting."""
    return tuple((f.metadata["env"], f.metadata["default"], f.metadata["says"]) for f in fields(Settings))


def load(environ: Mapping[str, str], *, env_file: Path | None = None, whatsapp: bool = True) -> Settings:
    """Read all settings; raise SettingsError with every problem at once, a sentence each.

    ``whatsapp`` False: a command that neither sends nor receives, so Meta's keys may be missing.
    """
    merged = {**(read_env_file(env_file) if env_file else {}), **environ}
    values: dict[str, Any] = {}
    problems: list[str] = []
    for f in fields(Settings):
        name, default, says = f.metadata["env"], f.metadata["default"], f.metadata["says"]
        value = merged.get(name, "").strip()
        if not value and default is None and whatsapp:
            problems.append(f"{name} is not set. {says}")
        value = value or default or ""
        problem = CHECKS[f.metadata["check"]](value) if f.metadata["check"] else ""
        if problem:
            shown = "" if f.metadata["secret"] else f" ({value!r})"
            problems.append(f"{name}{shown} is wrong: {problem}. {says}")
        values[f.name] = int(value) if f.type == "int" and not problem else value
    if problems:
        raise SettingsError(problems="\n".join(problems))
    return Settings(**values)
