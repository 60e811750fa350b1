"""persons, identifiers and suppressions."""

from __future__ import annotations

from bot.core.codec import dumps, loads
from bot.core.countries import of_sender as country_of
from bot.core.incoming import Sender
from bot.core.state import State
from bot.errors import StoreBusy, StoreError
from bot.ports import Identifier, Ids, PersonRow
from bot.store.erasure import erase
from bot.store.identifiers import Known, digits, of_sender, phone_match
from bot.store.keys import Keys
from bot.store.ledger import LedgerTable
from bot.store.merging import merge
from bot.store.places import timezone_of
from bot.store.queries import queries
from bot.store.silence import forget
from bot.store.sqlite import Connection
from bot.store.stoplist import StopList

SQL = queries("persons")
_A_DAY = 86_400  # seconds: how exactly it is kept when somebody was last seen


class PersonsTable:
    """People. An id that was merged into another is understood everywhere; only ``get`` shows it as it is."""

    def __init__(self, db: Connection, ids: Ids, keys: Keys, ledger: LedgerTable, stops: StopList) -> None:
        self._db = db
        self._ids = ids
        self._keys = keys
        self._ledger = ledger
        self._stops = stops
        self._whos: dict[str, str] = {}
        self._listing: dict[str, bool] = {}

    def get(self, person: str) -> PersonRow | None:
        """Return one person by id."""
        row = self._db.one(SQL["get"], person=person)
        if row is None:
            return None
        (
            id,
            written,
            version,
            name,
            language,
            country,
            timezone,
            heard_at,
            shut,
            held,
            since,
            merged_into,
            suppressed,
        ) = row
        return PersonRow(
            id, loads(written), version, name, language, country, timezone, heard_at, bool(shut), bool(held), since,
            merged_into, bool(suppressed),
        )  # fmt: skip

    def find(self, sender: Sender) -> tuple[str, ...]:
        """Return everybody whose live identifier is one of the sender's, those we know longest first."""
        rows = [
            row for known in of_sender(sender) for row in self._db.all(SQL["found"], kind=known.kind, match=known.match)
        ]
        return tuple(dict.fromkeys(person for _, person in sorted(rows)))

    def seen(self, sender: Sender, now: int) -> str:
        """Return the one person whom all of this is known of, and lately; "" where there is something to learn."""
        who = ""
        for known in of_sender(sender):
            row = self._db.one(SQL["seen"], kind=known.kind, match=known.match)
            if row is None or row[4] or (who and row[0] != who) or row[1] != known.value or now - row[2] > _A_DAY:
                return ""
            if sender.name and row[3] != sender.name:
                return ""
            who = row[0]
        return who

    def create(self, sender: Sender, now: int) -> str:
        """Add somebody new. Who has a number that was somebody else's starts unknown, but a stop on it still holds."""
        known = of_sender(sender)
        if not known:
            raise StoreError(why="a person needs a phone number or a user id.")
        person = self._ids.person()
        self._db.run(SQL["create"], person=person, state=dumps(State()), country="", timezone="", now=now)
        self.learn(person, sender, now)
        return person

    def learn(self, person: str, sender: Sender, now: int) -> None:
        """Add what is new of the sender's identifiers and name. StoreError where one belongs to somebody else."""
        person = self._who(person)
        added = [known for known in of_sender(sender) if self._attach(person, known, now)]
        self._describe(person, sender)
        if added:
            self._spread(person, now)

    def replace(self, person: str, old: Sender, new: Sender, now: int) -> None:
        """The person moved: what they leave blocks for ever and allows nothing; whoever had the new ones lost them."""
        person = self._who(person)
        for known in of_sender(old):
            self._retire(person, known)
        for known in of_sender(new):
            owner = self._db.one(SQL["live_of"], kind=known.kind, match=known.match)
            if owner and owner[1] != person:
                self._retire(owner[1], known)
            self._attach(person, known, now)
        self._describe(person, new)
        self._spread(person, now)

    def merge(self, keep: str, drop: str, now: int) -> None:
        """Make one person of two: whatever forbids more, holds."""
        keep, drop = self._who(keep), self._who(drop)
        if keep == drop:
            return
        suppressed = self.suppressed(keep) or self.suppressed(drop)
        merge(self._db, self._ledger, keep, drop, now=now)
        self.forget()
        if suppressed:
            self.suppress(keep, "merged", now)

    def save(self, person: str, state: State, *, version: int, now: int) -> None:
        """Write the conversation; StoreBusy where somebody else saved since ``version`` was read."""
        saved = self._db.run(SQL["save"], person=person, state=dumps(state), language=state.language, version=version)
        if not saved:
            raise StoreBusy(path=self._db.path)

    def heard(self, person: str, at: int) -> None:
        """Open the window."""
        self._db.run(SQL["heard"], person=self._who(person), at=at)

    def window(self, person: str) -> tuple[int, bool] | None:
        """Return when the person was heard last and whether WhatsApp says that the window is shut."""
        row = self._db.one(SQL["window"], person=self._who(person))
        return (row[0], bool(row[1])) if row else None

    def shut_window(self, person: str) -> None:
        """Believe WhatsApp that the window is shut, until they write again."""
        self._db.run(SQL["shut_window"], person=self._who(person))

    def hold(self, person: str, on: bool) -> None:
        """Let nothing proactive leave, or let it leave again."""
        self._db.run(SQL["hold"], person=self._who(person), held=int(on))

    def identifiers(self, person: str) -> tuple[Identifier, ...]:
        """Return everything that the person is or was known by."""
        rows = self._db.all(SQL["identifiers"], person=self._who(person))
        return tuple(
            Identifier(who, kind, value, first, last, bool(live)) for who, kind, value, first, last, live in rows
        )

    def address(self, person: str) -> tuple[str, str]:
        """Return (phone digits, bsuid) to send to; "" where not known."""
        newest: dict[str, str] = {}
        for kind, value in self._db.all(SQL["address"], person=self._who(person)):
            newest.setdefault(kind, value)
        return newest.get("phone", ""), newest.get("bsuid", "")

    def lookup(self, text: str) -> str | None:
        """Find one person by id, phone with country code in any writing, user id, or ticket number like "#12"."""
        text = text.strip()
        if text.startswith("#"):
            row = self._db.one(SQL["by_ticket"], ticket=int(digits(text) or 0))
            return str(row[0]) if row else None
        row = self._db.one(SQL["who"], person=text)
        if row:
            return str(row[0])
        found = self.find(Sender(bsuid=text)) or self.find(Sender(parent_bsuid=text))
        if not found and not any(letter.isalpha() for letter in text):
            found = self.find(Sender(phone=text))
        return found[0] if found else None

    def suppressed(self, person: str) -> bool:
        """Whether one of the person's identifiers (also not live ones) must never be written to."""
        person = self._who(person)
        if person not in self._listing:  # the gate asks when it decides and again when it queues: one look for both
            self._listing[person] = self._on_list(person)
        return self._listing[person]

    def _on_list(self, person: str) -> bool:
        own = self._db.all(SQL["matches"], person=person)
        if any(self._listed(kind, match) for kind, match, _ in own):
            return True
        marked = self._db.one(SQL["is_marked"], person=person)
        return not own and bool(marked and marked[0])  # erased: nothing is left that could be hashed

    def suppress(self, person: str, why: str, now: int) -> None:
        """Put every identifier the person is or was known by on the list; whoever shares one is blocked too."""
        self._listing.clear()
        person = self._who(person)
        for kind, match, _ in self._db.all(SQL["matches"], person=person):
            hash = self._keys.hashes(kind, match)[0]
            if self._db.run(SQL["suppress"], hash=hash, pepper_id=self._keys.ids[0], why=why, now=now):
                self._stops.suppressed(hash, why, now)
        for (sharing,) in [(person,), *self._db.all(SQL["sharing"], person=person)]:
            self._db.run(SQL["mark_suppressed"], person=sharing, suppressed=1)

    def unsuppress(self, person: str) -> None:
        """Take the person off the list, after a new yes of theirs; what somebody else has now stays on it."""
        person = self._who(person)
        for kind, match, live in self._db.all(SQL["matches"], person=person):
            owner = self._db.one(SQL["live_of"], kind=kind, match=match)
            if live or owner is None:
                for hash in self._keys.hashes(kind, match):
                    self._db.run(SQL["forget_suppression"], hash=hash)
        self._listing.clear()
        for (sharing,) in self._db.all(SQL["sharing"], person=person):
            self._db.run(SQL["mark_suppressed"], person=sharing, suppressed=int(self.suppressed(sharing)))

    def erase(self, person: str, why: str, now: int) -> None:
        """Delete what is known of a person; the ledger's bare lines and the keyed hashes stay."""
        person = self._who(person)
        self.suppress(person, why, now)
        for kind, match, _ in self._db.all(SQL["matches"], person=person):
            self._db.run(SQL["mark_erased"], hash=self._keys.hashes(kind, match)[0], now=now)
        erase(self._db, self._ledger, person, why=why, now=now)
        self._listing.clear()

    def fade(self, after: int, before: int, limit: int) -> tuple[int, int]:
        """Empty the conversations of people heard in between; (when the last one was heard, how many were emptied)."""
        return forget(self._db, after, before, limit)

    def erased(self, person: str) -> bool:
        """Whether nothing of the person is left: whoever has their number now is somebody new."""
        return self._db.one(SQL["is_erased"], person=self._who(person)) is not None

    def erased_at(self, sender: Sender) -> int:
        """Return when somebody with one of these identifiers was last erased; 0: never."""
        hashes = [hash for known in of_sender(sender) for hash in self._keys.hashes(known.kind, known.match)]
        found = [self._db.one(SQL["erased_at"], hash=hash) for hash in hashes]
        return max((row[0] for row in found if row), default=0)

    def forget(self) -> None:
        """Read again who goes by which id, and who is on the list."""
        self._whos.clear()
        self._listing.clear()

    def _who(self, person: str) -> str:
        """Return the id that a person goes by today; remembered within a transaction."""
        known = self._whos.get(person)
        if known is None:
            row = self._db.one(SQL["who"], person=person)
            known = self._whos[person] = row[0] if row else person
        return known

    def _attach(self, person: str, known: Known, now: int) -> bool:
        """Make an identifier the person's own and live; whether that is news."""
        owner = self._db.one(SQL["live_of"], kind=known.kind, match=known.match)
        self._listing.clear()
        if owner is None:
            former = self._db.one(SQL["own"], person=person, kind=known.kind, match=known.match)
            if former:
                self._db.run(SQL["touch_identifier"], id=former[0], value=known.value, now=now)
            else:
                self._db.run(
                    SQL["add_identifier"], person=person, kind=known.kind, match=known.match, value=known.value, now=now
                )
            return True
        if owner[1] != person:
            raise StoreError(why=f"this {known.kind} belongs to somebody else; merge the two persons first.")
        if owner[2:] != (known.value, now):
            self._db.run(SQL["touch_identifier"], id=owner[0], value=known.value, now=max(now, owner[3]))
        return False

    def _retire(self, person: str, known: Known) -> None:
        self._listing.clear()
        self._db.run(SQL["retire_identifier"], person=person, kind=known.kind, match=known.match)

    def _describe(self, person: str, sender: Sender) -> None:
        """Note a new profile name, and where they are as far as their identifiers tell and it was not known."""
        name, country, timezone = self._db.one(SQL["described"], person=person) or ("", "", "")
        phone = phone_match(digits(sender.phone))
        told = sender.name or name, country or country_of(phone, sender.bsuid), timezone or timezone_of(phone)
        if told != (name, country, timezone):
            self._db.run(SQL["describe"], person=person, name=told[0], country=told[1], timezone=told[2])

    def _spread(self, person: str, now: int) -> None:
        """A stop on one identifier is a stop on all: also on those that came to be known later."""
        if self.suppressed(person):
            self.suppress(person, "same person", now)

    def _listed(self, kind: str, match: str) -> bool:
        return any(self._db.one(SQL["suppressed"], hash=hash) for hash in self._keys.hashes(kind, match))
