import sys

import pytest

from moderation.adapters.lean_imports import leaving_out


def test_a_package_left_out_is_not_there_within_the_block_only(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)

    with leaving_out("colorsys"), pytest.raises(ImportError):
        import colorsys
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_what_is_loaded_already_stays():
    import json

    with leaving_out("json"):
        import json as again

    assert again is json
