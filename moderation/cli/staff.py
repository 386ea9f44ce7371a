"""Staff accounts."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from moderation.cli.session import now, tools, writing
from moderation.domain.errors import Invalid
from moderation.domain.logins import check_password
from moderation.domain.permissions import OF_AN_AGENCY, Role
from moderation.queries import agencies
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
@click.option("--agency", default="", help="Code of the agency, as SXD; for agency_officer only.")
@click.option(
    "--password-stdin", is_flag=True, required=True, help="Read the password from standard input."
)
def add(email: str, name: str, role: Role, agency: str, password_stdin: bool) -> None:
    """Add EMAIL as a member of staff."""
    if agency and role not in OF_AN_AGENCY:
        raise click.ClickException(f"A {role} belongs to no agency: leave --agency out.")
    if role in OF_AN_AGENCY and not agency:
        raise click.ClickException(f"An {role} belongs to an agency: add --agency CODE.")
    password = sys.stdin.readline().rstrip("\r\n")
    try:
        check_password(password)
        hashed = tools().passwords.make(password)
        with writing() as session:
            staff.add(
                session,
                email=email,
                name=name,
                role=role,
                password_hash=hashed,
                actor=None,
                now=now(),
                agency_id=_agency_id(session, agency) if agency else None,
            )
            session.commit()
    except Invalid as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"added {email} as {role}")


def _agency_id(session: Session, code: str) -> int:
    found = agencies.by_code(session, code) or agencies.by_code(session, code.upper())
    if found is None:
        raise click.ClickException(f"No agency has the code {code}: see `agencies list`.")
    return found.id
