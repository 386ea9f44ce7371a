"""Seconds that counting open deadlines anew takes: every one of them moves and is written.

`python -m bench.recounting --instance DIR` prints them, and how many moved.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: More than have to be open: some wait at intake.
COMPLAINTS = 10_600
_FIRST = date(2025, 7, 2)  # a Wednesday after the first complaints of a fill came in


def measured() -> float:
    """Seconds in which every deadline of a house with 10,000 open cases moves."""
    with tempfile.TemporaryDirectory() as folder:
        fill = ["--comments", "110", "--complaints", str(COMPLAINTS)]
        for module, more in (("bench.fill", fill), ("bench.recounting", [])):
            command = [sys.executable, "-m", module, "--instance", folder, *more]
            done = subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE)
    seconds, moved = done.stdout.split()
    assert int(moved) >= 10_000, moved
    return float(seconds)


def main() -> None:
    """Count and write; the days off are thought up, one a week."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instance", type=Path, required=True)
    os.environ["PORTAL_INSTANCE"] = str(parser.parse_args().instance)
    os.environ["FLASK_RUN_FROM_CLI"] = "true"

    from app import create_app
    from bench.fill import moderator
    from moderation.adapters.database import for_writing
    from moderation.domain.people import Person
    from moderation.domain.permissions import Role
    from moderation.domain.working_calendar import WorkingCalendar
    from moderation.extensions import db
    from moderation.queries import agencies
    from moderation.services import recounting

    app = create_app()
    with app.app_context():
        settings = app.extensions["toolbox"].settings
        with for_writing(db.session.session_factory()) as session:
            who = Person(moderator(session.connection()), "Bench", "", Role.COORDINATOR, None)
            old = agencies.calendar(session, settings.office_hours, settings.zone)
            off = old.days_off | {_FIRST + timedelta(weeks=week) for week in range(60)}
            new = WorkingCalendar(off, old.extra_days, old.hours, old.zone)
            began = time.perf_counter()
            moved = recounting.moves(session, old, new)
            recounting.apply(session, moved, actor=who, now=datetime.now(UTC))
            session.commit()
            taken = time.perf_counter() - began
    print(f"{taken:.2f} {sum(each.part_id is None for each in moved)}")


if __name__ == "__main__":
    main()
