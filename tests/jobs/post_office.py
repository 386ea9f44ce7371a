"""A workshop whose letters stay here to be read, for tests of what is told to whom."""

import email
from contextlib import contextmanager
from dataclasses import replace
from email import policy

from moderation.adapters.texter import TextNotSent
from moderation.cli.workshop import workshop_for
from moderation.jobs import notices, registry


class Box:
    """A mailer that keeps what it is given, or refuses it with `error`."""

    def __init__(self):
        self.sent, self.error = [], None

    def send(self, message):
        if self.error:
            raise self.error
        self.sent.append(email.message_from_bytes(bytes(message), policy=policy.default))

    def forget(self, before):
        pass


class Phone(Box):
    """The same for short messages."""

    def send(self, text):
        if self.error:
            raise self.error
        self.sent.append(text)


class PostOffice:
    """Sends what is due in the outbox of the test's own session."""

    def __init__(self, app, session, *, zalo: bool = False):
        self.box, self.phone, self.zalo = Box(), Phone(), Phone() if zalo else None
        self._session = session
        built = workshop_for(app)
        post = replace(
            built.post,
            mailer=self.box,
            sms=self.phone,
            zalo=self.zalo,
            sender="nghe@city.example",
            base_url="https://city.example",
        )
        self.workshop = replace(built, reading=self._ours, writing=self._ours, post=post)

    @contextmanager
    def _ours(self):
        yield self._session

    def at(self, now):
        """Everything due at that moment is tried once; the mails that arrived so far."""
        workshop = replace(self.workshop, clock=lambda: now)
        for message_id in notices.due(self._session, now=now):
            registry.send_one(workshop, message_id)
        self._session.expire_all()
        return self.box.sent


FOR_NOW = TextNotSent("busy")
