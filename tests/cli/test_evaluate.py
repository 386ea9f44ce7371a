"""`complaints evaluate`: figures per row and thresholds that fail the command."""

import json

import pytest

ROWS = [
    {
        "id": "1", "title": "Nắp cống vỡ", "name": "Hạnh", "ward_code": "00070",
        "content": "Nắp cống vỡ, một cháu bé suýt lọt chân, xử lý gấp. Gọi 0912 345 678.",
        "expected": {
            "kind": "phan_anh", "category": "HT", "lead": "SXD", "urgency": "khan",
            "pii": [{"type": "phone", "value": "0912 345 678"}],
        },
    },
    {
        "id": "2", "title": "", "name": "", "ward_code": None,
        "content": "Tôi tố cáo ông Bùi Văn Thử, cán bộ địa chính, nhận hối lộ 30 triệu.",
        "expected": {
            "kind": "to_cao", "category": "GY", "lead": "TTTP", "urgency": "phuc_tap",
            "pii": [{"type": "name", "value": "Bùi Văn Thử"}],
        },
    },
    {
        "id": "3", "title": "Loa kéo", "name": "Tuấn", "ward_code": "00070",
        "content": "Quán nhậu hát karaoke loa kéo đến khuya.",
        "expected": {
            "kind": "phan_anh", "category": "MT", "lead": "UBX", "urgency": "binh_thuong",
            "pii": [],
        },
    },
]  # fmt: skip


@pytest.fixture
def run(app, session, units, tmp_path):
    def evaluate(rows, *options):
        file = tmp_path / "rows.jsonl"
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        file.write_text("\n".join(lines), encoding="utf-8")
        return app.test_cli_runner().invoke(args=["complaints", "evaluate", str(file), *options])

    return evaluate


def test_it_prints_a_line_a_row_and_the_shares(run):
    done = run(ROWS)

    assert done.exit_code == 0, done.output
    assert "1  kind=phan_anh  open  category=HT" in done.output
    assert "2  kind=to_cao  covered" in done.output
    assert "lead=UBX-00070" in done.output
    for line in ("category: 3/3", "urgent: 1/1", "denunciations: 1/1", "masks: 2/2", "lead: 3/3"):
        assert line in done.output


def test_it_prints_no_word_of_a_complaint(run):
    output = run(ROWS).output

    assert "0912" not in output
    assert "Bùi Văn" not in output


@pytest.mark.parametrize(
    ("number", "change", "name"),
    [
        (0, {"category": "GD"}, "category"),
        (2, {"urgency": "khan"}, "urgent"),
        (2, {"kind": "to_cao"}, "denunciations"),
        (2, {"pii": [{"type": "name", "value": "Quán nhậu"}]}, "masks"),
    ],
)
def test_below_a_threshold_it_fails_and_says_which(run, number, change, name):
    rows = [dict(row) for row in ROWS]
    rows[number] = {**rows[number], "expected": {**rows[number]["expected"], **change}}

    done = run(rows)

    assert done.exit_code == 1
    assert f"below the threshold: {name}" in done.output


def test_thresholds_are_options(run):
    rows = [{**ROWS[0], "expected": {**ROWS[0]["expected"], "category": "GD"}}, *ROWS[1:]]

    assert run(rows, "--category", "0.6").exit_code == 0


def test_a_file_that_is_no_such_list_is_refused(run):
    done = run([ROWS[0], "không phải JSON"])

    assert done.exit_code == 1
    assert "line 2" in done.output
