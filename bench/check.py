"""How long checking a large folder takes: 2,000 FAQ entries and 300 flows. ``python bench/check.py``."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bot.flowfiles.book import Library, load

BUSINESS = """\
business:
  {name: Big Shop, languages: [en, pt], privacy_url: https://example.com/privacy, timezone: UTC,
   hours: {mon-fri: "08:00-18:00"}}
handover: {teams: [front], say: {en: One moment., pt: Um momento.}}
consent:
  reminders:
    kind: utility
    notice:
      version: 1
      text:
        en: May {business.name} remind you of your bookings? Write STOP to end it. {business.privacy_url}
        pt: A {business.name} pode lembrar você das reservas? Escreva PARAR para sair. {business.privacy_url}
      yes: {en: "Yes", pt: Sim}
      no: {en: "No", pt: Não}
actions: [action_book]
"""
ENTRY = """\
  - id: question_{n}
    ask: [When does shop {n} open?, opening hours of shop {n}, is shop {n} open on sundays, Que horas abre a loja {n}?]
    answer:
      en: "Shop {n} is open {{business.hours_text}}."
      pt: "A loja {n} abre {{business.hours_text}}."
"""
FLOW = """\
  book_{n}:
    description: {{en: Book thing {n}, pt: Reservar {n}}}
    triggers:
      - words: [book{n}, reserve{n}]
      - examples: [I'd like to book thing number {n}, thing number {n} for two tonight]
    steps:
      - collect: party_size
        ask: {{en: How many people?, pt: Quantas pessoas?}}
        type: number
        rejections:
          - if: slots.party_size > 12
            say: {{en: We seat up to 12 here., pt: Aqui cabem até 12.}}
        retries: 2
        on_fail: handover
        timeout: {{after: 30 min, say: {{en: Are you still there?, pt: Ainda está aí?}}, then: cancel}}
      - collect: day
        ask: {{en: Which day?, pt: Que dia?}}
        type: date
        rejections: [{{if: not hours.open_on(slots.day), say: {{en: "Closed that day.", pt: "Fechado nesse dia."}}}}]
      - say: {{en: "A table for {{party_size}} on {{day}}?", pt: "Uma mesa para {{party_size}} em {{day}}?"}}
        buttons: [{{title: {{en: "Yes", pt: Sim}}, value: yes}}, {{title: {{en: "No", pt: Não}}, value: no}}]
        save: confirmed
        next:
          - if: slots.confirmed is yes
            then: send
          - else: END
      - id: send
        action: action_book
      - consent: reminders
      - say: {{en: See you then!, pt: Até lá!}}
"""


def write(folder: Path, *, questions: int = 2000, flows: int = 300) -> None:
    """Write the folder that is checked."""
    (folder / "business.yaml").write_text(BUSINESS, "utf-8")
    (folder / "faq.yaml").write_text("faq:\n" + "".join(ENTRY.format(n=n) for n in range(questions)), "utf-8")
    (folder / "flows.yaml").write_text("flows:\n" + "".join(FLOW.format(n=n) for n in range(flows)), "utf-8")


def main() -> None:
    """Print the seconds of a first load, of a look without change, and of a reload with one changed file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "flows"
        folder.mkdir()
        write(folder)
        start, worked = time.perf_counter(), time.process_time()
        loaded = load(folder)
        spent = f"{time.perf_counter() - start:.2f} s ({time.process_time() - worked:.2f} s of work)"
        print(f"first load {spent}: {loaded.text().splitlines()[-1]}")
        library = Library(folder)
        start = time.perf_counter()
        library.refresh()
        print(f"look without change {(time.perf_counter() - start) * 1000:.2f} ms")
        (folder / "business.yaml").write_text(BUSINESS.replace("One moment", "Just a moment"), "utf-8")
        start, worked = time.perf_counter(), time.process_time()
        what = "another book" if library.refresh() else "NO CHANGE"
        spent = f"{time.perf_counter() - start:.2f} s ({time.process_time() - worked:.2f} s of work)"
        print(f"reload of one small file {spent}: {what}")


if __name__ == "__main__":
    main()
