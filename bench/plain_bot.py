"""The comparison: the bot that everybody writes first. A dict, `requests` in the handler, nothing kept. Not durable."""

from __future__ import annotations

import os

import requests
from flask import Flask, request

app = Flask(__name__)
seen: dict[str, int] = {}
session = requests.Session()
URL = os.environ["WHATSAPP_API_URL"] + "/" + os.environ["WHATSAPP_PHONE_NUMBER_ID"] + "/messages"
HEADERS = {"Authorization": "Bearer " + os.environ["WHATSAPP_ACCESS_TOKEN"]}


@app.get("/health")
def health() -> str:
    return "ok"


@app.post("/ok")
def ok() -> str:
    request.get_data()
    return ""


@app.post("/webhook")
def webhook() -> str:
    for entry in request.get_json()["entry"]:
        for change in entry["changes"]:
            for message in change["value"].get("messages", []):
                answer(message)
    return ""


def answer(message: dict) -> None:
    sender = message["from"]
    seen[sender] = seen.get(sender, 0) + 1
    text = message["text"]["body"].lower()
    reply = "Welcome! What can I do for you?" if "hello" in text else "Sorry?"
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+" + sender, "type": "text",
            "text": {"body": reply}}  # fmt: skip
    requests_answer = session.post(URL, json=body, headers=HEADERS, timeout=30)
    requests_answer.json()["messages"][0]["id"]
