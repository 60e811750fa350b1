"""E-mail to people of the business: the only home of smtplib. One mail a receiver, so that nobody sees other addresses."""

from __future__ import annotations

import hashlib
import html
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from bot.core.telling import Notice, lines, says, subject
from bot.ports.telling import Again, Done, Never, Outcome

TIMEOUT = 20.0
"""Seconds for each step of the conversation with the server."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. ``implicit``: TLS from the first byte (smtps); ``bare``: no TLS at all, on this machine only."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    implicit: bool = False
    bare: bool = False


def server_of(url: str) -> Server:
    """Read ``smtp://user:password@host:587`` or ``smtps://…``; ValueError with a sentence where that can't be used."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("smtp", "smtps") or not host:
        raise ValueError("ASKFIRST_SMTP_URL must look like smtp://user:password@mail.example.com:587.")
    implicit, bare = parts.scheme == "smtps", parts.query == "tls=off"
    if bare and host not in _LOOPBACK:
        raise ValueError("ASKFIRST_SMTP_URL has tls=off: that is for a mail server on this machine only.")
    port = parts.port or (465 if implicit else 587)
    return Server(host, port, unquote(parts.username or ""), unquote(parts.password or ""), implicit, bare)


class Email:
    """Sends notices as mails. Implements ports.telling.Teller; threads may share it."""

    def __init__(self, url: str, sender: str, *, trust: ssl.SSLContext | None = None) -> None:
        """``trust``: whose certificates are believed; the system's where not given."""
        self._url, self._sender = url, sender
        self._trust = trust

    def problem(self) -> str:
        """Return what is wrong; signs in at the server, and sends nothing."""
        return self._missing() or self._asked(lambda smtp: smtp.ehlo_or_helo_if_needed())

    def tell(self, notice: Notice, to: str, now: int) -> Outcome:
        """Send one mail."""
        if missing := self._missing():
            return Again(missing)
        mail = written(notice, self._sender, to, now)
        handed_over = False

        def send(smtp: smtplib.SMTP) -> None:
            nonlocal handed_over
            handed_over = True
            smtp.send_message(mail, from_addr=parseaddr(self._sender)[1], to_addrs=[to])

        try:
            why = self._asked(send)
        except smtplib.SMTPRecipientsRefused as refused:
            code, _ = next(iter(refused.recipients.values()))
            return _refused("the mail server does not take this address", code)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            return _refused("the mail server does not take the mail", int(refused.smtp_code))
        return Again(why, begun=handed_over) if why else Done(str(mail["Message-ID"]))

    def _missing(self) -> str:
        if not self._url:
            return "ASKFIRST_SMTP_URL is not set, so no mail can leave"
        return "" if self._sender else "ASKFIRST_MAIL_FROM is not set, so no mail can leave"

    def _asked(self, work: Callable[[smtplib.SMTP], None]) -> str:
        """Do *work* with a server that let us in; return why that was not possible. Refusals of a mail are raised."""
        try:
            server = server_of(self._url)
            with self._connected(server) as smtp:
                if server.user:
                    smtp.login(server.user, server.password)
                work(smtp)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError):
            raise
        except smtplib.SMTPAuthenticationError:
            return "the mail server does not accept the user and password of ASKFIRST_SMTP_URL"
        except smtplib.SMTPNotSupportedError:
            return "the mail server offers no TLS (or no sign-in), so the password is not sent; see ASKFIRST_SMTP_URL"
        except ssl.SSLError:
            return "the mail server's certificate is not valid for its name, or this machine's clock is wrong"
        except (smtplib.SMTPException, OSError):
            return "the mail server could not be reached, or broke off"
        except ValueError as problem:
            return str(problem)
        return ""

    def _connected(self, server: Server) -> smtplib.SMTP:
        trust = self._trust or ssl.create_default_context()
        if server.implicit:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=trust)
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        if not server.bare:
            try:
                smtp.starttls(context=trust)
            except BaseException:
                smtp.close()
                raise
        return smtp


def _refused(what: str, code: int) -> Outcome:
    """4xx: later; 5xx: never. The server's own words may hold addresses and stay out."""
    return Never(f"{what} ({code})") if code >= 500 else Again(f"{what} now ({code})")


def written(notice: Notice, sender: str, to: str, now: int) -> EmailMessage:
    """Return the mail. The same notice has the same Message-ID, so that a second copy can be told for one."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject(notice)
    mail["From"] = sender
    mail["To"] = to
    mail["Date"] = format_datetime(datetime.fromtimestamp(now, UTC))
    mail["Message-ID"] = f"<{_digest(f'{notice.key} {notice.at} {to}')}.askfirst@{domain}>"
    threads = [f"<{_digest(f'ticket {item.ticket} {item.opened} {to}')}.ticket@{domain}>" for item in notice.items]
    if threads:
        mail["References"] = " ".join(threads[:20])
        if len(threads) == 1:
            mail["In-Reply-To"] = threads[0]
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(_plain(notice))
    mail.add_alternative(_html(notice), subtype="html")
    mail["Content-Language"] = notice.language
    return mail


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _plain(notice: Notice) -> str:
    door = f"{says(notice.language, 'open')}: {notice.link}" if notice.link else says(notice.language, "no_link")
    footer = says(notice.language, "footer", business=notice.business)
    return "\n".join([*lines(notice), "", door, "", "-- ", footer, ""])


def _html(notice: Notice) -> str:
    direction = "rtl" if notice.language[:2] in _RIGHT_TO_LEFT else "ltr"
    rows = "".join(f"<p>{html.escape(line)}</p>" for line in lines(notice))
    if notice.link:
        door = f'<p><a href="{html.escape(notice.link)}">{html.escape(says(notice.language, "open"))}</a></p>'
    else:
        door = f"<p>{html.escape(says(notice.language, 'no_link'))}</p>"
    footer = f"<p><small>{html.escape(says(notice.language, 'footer', business=notice.business))}</small></p>"
    head = f'<html lang="{html.escape(notice.language)}" dir="{direction}"><body>'
    return f"<!doctype html>{head}{rows}{door}{footer}</body></html>\n"
