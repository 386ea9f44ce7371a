import json

import pytest

SAMPLES = [
    ("Rất hay", "approve", []),
    ("Quản lý yếu kém, lãng phí tiền thuế", "approve", []),
    ("đm làm ăn", "reject", ["tuc_tiu"]),
]


@pytest.fixture
def evaluate(bare_app, tmp_path):
    def run(rows, *options):
        file = tmp_path / "comments.jsonl"
        lines = [row if isinstance(row, str) else json.dumps(written(*row)) for row in rows]
        file.write_text("\n".join(lines) + "\n")
        words = ["moderation", "evaluate", str(file), *options]
        return bare_app.test_cli_runner().invoke(args=words)

    return run


def written(content, outcome, reasons, pii=()):
    expected = {"outcome": outcome, "reasons": reasons, "pii": list(pii)}
    return {"id": "T", "name": "An", "title": "a", "content": content, "expected": expected}


def test_outcome_and_findings_are_printed_by_row_and_the_figures_below(evaluate):
    result = evaluate(SAMPLES)

    assert result.exit_code == 0, result.output
    assert "held (insult_sure)" in result.output
    assert "3 of 3 rows as expected" in result.output
    assert "insults" in result.output
    assert "false holds: 0" in result.output


def test_no_text_of_a_comment_is_printed(evaluate):
    result = evaluate([("gọi 0912345678", "approve", [])])

    assert "phone:mask" in result.output
    assert "0912345678" not in result.output


def test_missed_insults_end_with_status_1(evaluate):
    missed = [("Rất tệ", "reject", ["tuc_tiu"])]

    assert evaluate(missed).exit_code == 1
    assert "recall of insults is 0.00" in evaluate(missed).output
    assert evaluate(missed, "--min-recall", "0").exit_code == 0


def test_false_holds_end_with_status_1(evaluate):
    wrong = [("đm hay", "approve", []), ("vcl hay", "approve", [])]

    assert evaluate(wrong[:1]).exit_code == 0
    assert evaluate(wrong).exit_code == 1
    assert evaluate(wrong, "--max-false-holds", "2").exit_code == 0


def test_a_missed_phone_number_ends_with_status_1(evaluate):
    missed = [("gọi số 12", "approve_masked", [], [{"type": "phone", "value": "12"}])]

    assert evaluate(missed).exit_code == 1
    assert evaluate(missed, "--min-personal-recall", "0").exit_code == 0


@pytest.mark.parametrize("line", ["{", "[]", '{"content": "a"}'])
def test_a_broken_line_is_named(evaluate, line):
    result = evaluate([*SAMPLES, line])

    assert result.exit_code == 1
    assert "line 4" in result.output


def test_a_file_that_is_no_text_is_refused(bare_app, tmp_path):
    file = tmp_path / "x.jsonl"
    file.write_bytes(b"\xff\xfe\xff")

    result = bare_app.test_cli_runner().invoke(args=["moderation", "evaluate", str(file)])

    assert "not UTF-8" in result.output
