"""A visitor without JavaScript: opens pages, fills the forms it finds there, sends them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

_NOT_WORDS = re.compile(r"<!--.*?-->|<(script|style|template)\b.*?</\1>|<[^>]*>", re.DOTALL)
_FORM = re.compile(r"<form\b[^>]*>")
_ACTION = re.compile(r'\baction="([^"]*)"')


@dataclass
class Page:
    """One answer, read like a person reads it."""

    visitor: "Visitor"
    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @cached_property
    def text(self) -> str:
        return self.response.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @cached_property
    def words(self) -> str:
        """What is written on the page, white space folded. Read without making a tree of it: that
        would be a fifth of a test's time.
        """
        return " ".join(unescape(_NOT_WORDS.sub(" ", self.text)).split())

    @property
    def location(self) -> str:
        return self.response.headers["Location"]

    def form(self, action: str) -> Tag:
        """The form whose address begins with `action`; no more of the page is read."""
        for begin in _FORM.finditer(self.text):
            address = _ACTION.search(begin[0])
            if address and unescape(address[1]).startswith(action):
                end = self.text.index("</form>", begin.end())
                return BeautifulSoup(self.text[begin.start() : end], "html.parser").form
        raise AssertionError(f"no form to {action} on {self.response.request.path}")

    def filled(self, action: str) -> dict[str, str | list[str]]:
        """What the form would send as it stands, buttons left out."""
        values: dict[str, str | list[str]] = {}
        for control in self.form(action).find_all(["input", "textarea", "select"]):
            name, kind = control.get("name"), control.get("type", "text")
            if not name or (kind in ("checkbox", "radio") and not control.has_attr("checked")):
                continue
            if control.name == "textarea":
                values[name] = control.text.removeprefix("\r\n").removeprefix("\n")
            elif control.name == "select" and control.has_attr("multiple"):
                chosen = control.find_all("option", selected=True)
                values[name] = [option["value"] for option in chosen]
            elif control.name == "select":
                chosen = control.find("option", selected=True) or control.find("option")
                values[name] = chosen.get("value", "") if chosen else ""
            else:
                values[name] = control.get("value", "y" if kind == "checkbox" else "")
        return values

    def send(self, action: str, /, *, to: str = "", **typed: str) -> "Page":
        """Fill in and send the form; a value None leaves the field out."""
        address = to or self.form(action)["action"]
        values = {**self.filled(action), **typed}
        data = {name: value for name, value in values.items() if value is not None}
        return self.visitor.post(address, data)

    def follow(self) -> "Page":
        return self.visitor.open(self.location)


@dataclass
class Visitor:
    app: Flask
    address: str = "127.0.0.1"
    client: object = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def open(self, path: str, **headers: str) -> Page:
        return self._page(self.client.get, path, headers=headers)

    def post(self, path: str, data: dict[str, str]) -> Page:
        return self._page(self.client.post, path, data=data)

    def _page(self, send: Callable[..., TestResponse], path: str, **more: object) -> Page:
        response = send(path.partition("#")[0], environ_base={"REMOTE_ADDR": self.address}, **more)
        response.get_data()
        response.close()
        return Page(self, response)
