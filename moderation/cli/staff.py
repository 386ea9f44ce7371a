"""Staff accounts."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from models import Staff
from moderation.cli.session import now, tools, writing
from moderation.domain.errors import Invalid
from moderation.domain.logins import check_password
from moderation.domain.permissions import COMMAND_ONLY, Role
from moderation.queries import staff as staff_queries
from moderation.services import staff

group = AppGroup("staff", help="Staff accounts.")


class RoleType(click.ParamType):  # type: ignore[type-arg]  # click 8.2 and 8.3 differ in its parameters
    """A role by its name; dashes do as well as underscores."""

    name = "role"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Role:
        try:
            return Role(str(value).strip().lower().replace("-", "_").removeprefix("editor_"))
        except ValueError:
            self.fail(f"{value!r} is none of {', '.join(Role)}", param, ctx)


@group.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Full name, shown to colleagues.")
@click.option("--role", type=RoleType(), required=True, help=", ".join(Role))
@click.option("--agency", help="Code of the agency; no role of this version belongs to one.")
@click.option(
    "--password-stdin", is_flag=True, required=True, help="Read the password from standard input."
)
def add(email: str, name: str, role: Role, agency: str | None, password_stdin: bool) -> None:
    """Add EMAIL as a member of staff."""
    if agency:
        raise click.ClickException(f"A {role} belongs to no agency: leave --agency out.")
    hashed = _new_hash()
    with _explained(), writing() as session:
        staff.add(
            session,
            email=email,
            name=name,
            role=role,
            password_hash=hashed,
            actor=None,
            now=now(),
        )
        session.commit()
    click.echo(f"added {email} as {role}")


@group.command("set-role")
@click.argument("email")
@click.option("--role", type=RoleType(), required=True, help=", ".join(Role))
@click.option("--password-stdin", is_flag=True, help="Read a new password from standard input.")
def set_role(email: str, role: Role, password_stdin: bool) -> None:
    """Give EMAIL another role.

    A confidential officer needs a new password: an administrator may have set the old one.
    """
    if role in COMMAND_ONLY and not password_stdin:
        raise click.ClickException(f"A {role} needs a new password: add --password-stdin.")
    hashed = _new_hash() if password_stdin else None
    with _changing(email) as (session, person):
        staff.set_role(session, person, role, actor=None, now=now())
        if hashed:
            staff.set_password(session, person, hashed, actor=None, now=now())
    click.echo(f"{email} is {role} now")


@group.command("set-password")
@click.argument("email")
@click.option(
    "--password-stdin", is_flag=True, required=True, help="Read the password from standard input."
)
def set_password(email: str, password_stdin: bool) -> None:
    """Replace the password of EMAIL and end their logins."""
    hashed = _new_hash()
    with _changing(email) as (session, person):
        staff.set_password(session, person, hashed, actor=None, now=now())
    click.echo(f"{email} has a new password")


@group.command("lock")
@click.argument("email")
def lock(email: str) -> None:
    """Shut EMAIL out and end their logins."""
    with _changing(email) as (session, person):
        staff.set_active(session, person, False, actor=None, now=now())
    click.echo(f"{email} can't log in any more")


@group.command("unlock")
@click.argument("email")
def unlock(email: str) -> None:
    """Let EMAIL log in again."""
    with _changing(email) as (session, person):
        staff.set_active(session, person, True, actor=None, now=now())
    click.echo(f"{email} can log in")


def _new_hash() -> str:
    """A hash of the first line of standard input, read before any transaction begins."""
    password = sys.stdin.readline().rstrip("\r\n")
    with _explained():
        check_password(password)
    return tools().passwords.make(password)


@contextmanager
def _changing(email: str) -> Iterator[tuple[Session, Staff]]:
    """The person with that address, to be changed; commits at the end."""
    with _explained(), writing() as session:
        person = staff_queries.by_email(session, email)
        if person is None:
            raise Invalid(f"{email} has no account", field="email")
        yield session, person
        session.commit()


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except Invalid as error:
        raise click.ClickException(str(error)) from None
