"""A case that SXD leads and HSDC is asked about, and browsers of any agency's people."""

import pytest

from tests import factories


@pytest.fixture
def complaint(session, units):
    return factories.complaint(session)


@pytest.fixture
def case(session, complaint, coordinator):
    return factories.routed(session, complaint, "SXD", ("HSDC",), coordinator)


@pytest.fixture
def lead(session, case):
    return factories.part_of(session, case, "SXD")


@pytest.fixture
def asked(session, case):
    return factories.part_of(session, case, "HSDC")


@pytest.fixture
def of(session, desk):
    """The browser of somebody of the agency with this code."""

    def log_in(code):
        return desk(factories.agency_person(session, code))

    return log_in
