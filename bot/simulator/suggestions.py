"""First messages that the page offers, by language; and the customers a fresh simulator starts with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

SUGGESTIONS: Mapping[str, Sequence[str]] = {
    "en": ("Hi", "When are you open?", "Book a table", "I want to talk to a person", "STOP"),
    "de": ("Hallo", "Wann habt ihr geöffnet?", "Einen Tisch reservieren", "Ich möchte mit jemandem sprechen", "STOPP"),
    "es": ("Hola", "¿A qué hora abren?", "Reservar una mesa", "Quiero hablar con una persona", "ALTO"),
    "pt": ("Oi", "Que horas vocês abrem?", "Reservar uma mesa", "Quero falar com uma pessoa", "PARAR"),
    "fr": ("Bonjour", "Quels sont vos horaires ?", "Réserver une table", "Je veux parler à quelqu'un", "STOP"),
    "it": ("Ciao", "A che ora aprite?", "Prenotare un tavolo", "Vorrei parlare con una persona", "STOP"),
    "nl": ("Hallo", "Wanneer zijn jullie open?", "Een tafel reserveren", "Ik wil iemand spreken", "STOP"),
    "pl": (
        "Cześć",
        "W jakich godzinach jest otwarte?",
        "Zarezerwować stolik",
        "Chcę porozmawiać z człowiekiem",
        "STOP",
    ),
    "tr": ("Merhaba", "Ne zaman açıksınız?", "Masa ayırtmak istiyorum", "Biriyle görüşmek istiyorum", "DUR"),
    "ar": ("مرحبا", "متى تفتحون؟", "أريد حجز طاولة", "أريد التحدث مع شخص", "توقف"),
    "he": ("שלום", "מתי אתם פתוחים?", "להזמין שולחן", "אני רוצה לדבר עם נציג", "הסר"),
    "hi": ("नमस्ते", "आप कब खुलते हैं?", "टेबल बुक करना है", "किसी व्यक्ति से बात करनी है", "बंद करो"),
    "id": ("Halo", "Jam berapa buka?", "Pesan meja", "Saya mau bicara dengan orang", "BERHENTI"),
    "ja": ("こんにちは", "営業時間は?", "席を予約したい", "担当者と話したい", "停止"),
}
CAST: Sequence[Mapping[str, Any]] = (
    {"name": "Ada Miller", "language": "en", "country": "US", "auto_read": False},
    {"name": "Lucía Ortega", "language": "es", "country": "ES", "hidden": True, "auto_read": False},
    {"name": "João Lima", "language": "pt", "country": "BR", "auto_read": False},
    {"name": "Omar Haddad", "language": "ar", "country": "AE", "auto_read": False},
)
