import stat
import zipfile
from datetime import UTC, date, datetime, time, timedelta, timezone

import openpyxl
import pytest

from moderation.adapters import sheets
from moderation.adapters.sheets import SheetRow, read, write
from moderation.domain.errors import Invalid

COLUMNS = {
    "name": ["Họ và tên", "Tên"],
    "phone": ["Điện thoại", "SĐT"],
    "content": ["Nội dung"],
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "list.xlsx"


def sheet_of(path, *rows):
    """A sheet as an office's own program would write it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def repacked(path, **changes):
    """The same file with parts replaced; None takes a part out. `sheet` is the first sheet."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml"}
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts |= {names[part]: content for part, content in changes.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return path


def sheet_xml(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


# Reading


def test_rows_below_the_header_are_read_by_title(path):
    sheet_of(
        path,
        ["UBND PHƯỜNG ĐỊNH CÔNG"],
        [],
        ["STT", "Nội dung", "HỌ  VÀ\nTÊN", "so dien thoai"],
        [1, " Rác   thải\nchưa dọn ", "Nguyễn  Thị Lan", "0900 000 101"],
    )

    rows = read(path, columns=COLUMNS | {"phone": ["Số điện thoại"]})

    assert rows == [
        SheetRow(
            4,
            {"name": "Nguyễn Thị Lan", "phone": "0900 000 101", "content": "Rác thải\nchưa dọn"},
        )
    ]


def test_cells_become_plain_text(path):
    cells = {
        "a": 900000101,
        "b": 7.0,
        "c": 2.5,
        "d": date(2026, 11, 20),
        "e": datetime(2026, 11, 20, 8, 40),  # noqa: DTZ001 - the format knows no zones
        "f": None,
        "g": True,
        "h": "Cu\u031b\u0301u_x000D_\nhộ\u202e",
        "i": time(8, 40),
    }
    sheet_of(path, list(cells), list(cells.values()))

    (row,) = read(path, columns={title: [title] for title in cells})

    assert list(row.values.values()) == [
        "900000101",
        "7",
        "2.5",
        "2026-11-20",
        "2026-11-20T08:40",
        "",
        "TRUE",
        "Cứu\nhộ",
        "08:40:00",
    ]


def test_rows_without_our_fields_are_left_out_and_still_counted(path):
    sheet_of(
        path,
        ["STT", "Tên", "SĐT"],
        [1, "Lan", "1"],
        [2, None, " "],
        [],
        [3, "Bình", None],
    )

    rows = read(path, columns=COLUMNS)

    assert [(row.number, row.values["name"]) for row in rows] == [(2, "Lan"), (5, "Bình")]
    assert rows[1].values == {"name": "Bình", "phone": "", "content": ""}


def test_the_first_of_two_columns_with_one_title_counts(path):
    sheet_of(path, ["Tên", "SĐT", "Tên"], ["Lan", "1", "Huệ"])

    assert read(path, columns=COLUMNS)[0].values["name"] == "Lan"


def test_a_row_with_one_known_title_is_no_header(path):
    sheet_of(path, ["Nội dung", "2026"], ["Tên", "SĐT"], ["Lan", "1"])

    assert [row.number for row in read(path, columns=COLUMNS)] == [3]


def test_one_title_is_enough_where_one_field_is_asked_for(path):
    sheet_of(path, ["STT", "Tên"], [1, "Lan"])

    assert read(path, columns={"name": ["Tên"]}) == [SheetRow(2, {"name": "Lan"})]


def test_only_the_first_sheet_is_read(path):
    book = openpyxl.Workbook()
    book.active.append(["Tên", "SĐT"])
    book.active.append(["Lan", "1"])
    book.create_sheet("second").append(["Huệ", "2"])
    book.save(path)

    assert [row.values["name"] for row in read(path, columns=COLUMNS)] == ["Lan"]


def test_a_sheet_that_lies_about_its_width_is_read_whole(path):
    sheet_of(path, ["Tên", "SĐT"], ["Lan", "1"])
    lie = sheet_xml(path).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"')
    repacked(path, sheet=lie)

    assert read(path, columns=COLUMNS)[0].values["phone"] == "1"


def test_a_formula_is_read_as_its_last_result(path):
    sheet_of(path, ["Tên", "SĐT"], ["Lan", "=1+1"])
    assert read(path, columns=COLUMNS)[0].values["phone"] == ""

    repacked(
        path, sheet=sheet_xml(path).replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    )

    assert read(path, columns=COLUMNS)[0].values["phone"] == "2"


def test_as_many_rows_as_the_limit_are_read_and_no_more(path):
    sheet_of(path, ["Tên", "SĐT"], *[["Lan", str(i)] for i in range(5)])

    assert len(read(path, columns=COLUMNS, limit=5)) == 5
    with pytest.raises(Invalid, match="more than 4 rows"):
        read(path, columns=COLUMNS, limit=4)


def test_a_row_with_an_endless_number_is_refused_in_time(path):
    sheet_of(path, ["Tên", "SĐT"], ["Lan", "1"])
    repacked(path, sheet=sheet_xml(path).replace(b'<row r="2"', b'<row r="99999999999"'))

    with pytest.raises(Invalid, match="more than"):
        read(path, columns=COLUMNS)


def test_a_sheet_without_our_titles_is_explained(path):
    sheet_of(path, ["A", "B"], ["Tên", "2"])

    with pytest.raises(Invalid, match="no header row"):
        read(path, columns=COLUMNS)


@pytest.mark.parametrize(
    "content",
    [b"", b"T\xc3\xaan,S\xc4\x90T\nLan,1\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)],
)
def test_a_file_of_another_format_is_explained(path, content):
    path.write_bytes(content)

    with pytest.raises(Invalid, match="not an xlsx file"):
        read(path, columns=COLUMNS)


def test_a_file_that_is_not_there_is_explained(path):
    with pytest.raises(Invalid, match="No such file"):
        read(path, columns=COLUMNS)


@pytest.mark.parametrize("part", ["sheet", "book"])
def test_a_file_with_a_part_missing_or_damaged_is_explained(path, part):
    sheet_of(path, ["Tên", "SĐT"], ["Lan", "1"])

    with pytest.raises(Invalid, match="not a readable xlsx"):
        read(repacked(path, **{part: b"<worksheet><sheetData><row>"}), columns=COLUMNS)
    with pytest.raises(Invalid, match=r"not a readable xlsx|no sheet"):
        read(repacked(path, **{part: None}), columns=COLUMNS)


def test_a_zip_of_something_else_is_explained(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(Invalid, match="not a readable xlsx"):
        read(path, columns=COLUMNS)


def test_a_file_that_unpacks_to_more_than_200_mebibytes_is_refused_unread(path):
    sheet_of(path, ["Tên", "SĐT"], ["Lan", "1"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(201):
            archive.writestr(f"xl/media/{number}", bytes(1024 * 1024))

    assert path.stat().st_size < 1024 * 1024
    with pytest.raises(Invalid, match="unpacks to more than"):
        read(path, columns=COLUMNS)


@pytest.mark.parametrize("part", ["sheet", "book"])
def test_entities_are_never_expanded(path, part):
    sheet_of(path, ["Tên", "SĐT"], ["Lan", "1"])
    laughs = (
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "/etc/passwd">]>'
        b"<worksheet><sheetData><row><c t='str'><v>&b;&c;</v></c></row></sheetData></worksheet>"
    )

    with pytest.raises(Invalid, match="EntitiesForbidden"):
        read(repacked(path, **{part: laughs}), columns=COLUMNS)


# Writing


def test_what_is_written_is_read_again(path):
    hanoi = timezone(timedelta(hours=7))
    moment = datetime(2026, 11, 20, 1, 40, tzinfo=UTC).astimezone(hanoi)

    write(
        path,
        ["Tên", "SĐT", "Nội dung", "Ngày", "Lúc", "Số"],
        [["Lan", "0900 000 101", "Một\nhai", date(2026, 11, 20), moment, 3], ["Bình", *[None] * 5]],
    )

    rows = read(path, columns=COLUMNS | {"on": ["Ngày"], "at": ["Lúc"], "count": ["Số"]})
    assert list(rows[0].values.values()) == [
        "Lan",
        "0900 000 101",
        "Một\nhai",
        "2026-11-20",
        "2026-11-20T08:40",
        "3",
    ]
    assert [row.number for row in rows] == [2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84900000101",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("https://evil.example")',
        "#N/A",
        "=" + "x" * 99,
    ],
)
def test_text_is_never_a_formula(path, text):
    write(path, [text, "b"], [[text, text], ["\t" + text, "\r\n" + text]])

    sheet = openpyxl.load_workbook(path).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.coordinate != "B1"]
    assert b"<f>" not in sheet_xml(path)
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", text)] * 5
    assert {cell.quotePrefix for cell in cells} == {text[0] != "#"}


def test_the_header_is_bold_and_stays_in_view(path):
    write(path, ["Tên", "Nội dung"], [["Lan", "dài " * 100]])

    sheet = openpyxl.load_workbook(path).active
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert sheet.freeze_panes == "A2"
    assert not sheet["A2"].font.bold
    assert sheet["B2"].alignment.wrap_text


def test_columns_are_as_wide_as_their_words_within_reason(path):
    write(path, ["STT", "Tên", "Nội dung"], [[1, "Nguyễn Thị Lan", "dài " * 100]])

    widths = openpyxl.load_workbook(path).active.column_dimensions
    assert [widths[letter].width for letter in "ABC"] == [8, 16, 60]


def test_characters_no_sheet_can_hold_are_left_out(path):
    write(path, ["Tên", "SĐT"], [["La\x00n\x1b", "1\ud800"]])

    assert read(path, columns=COLUMNS)[0].values["name"] == "Lan"


def test_a_list_without_rows_is_a_header(path):
    write(path, ["Tên", "SĐT"], [])

    assert read(path, columns=COLUMNS) == []


def test_rows_may_be_shorter_and_longer_than_the_header(path):
    write(path, ["Tên", "SĐT"], [["Lan"], ["Bình", "2", "more"]])

    assert [row.values["phone"] for row in read(path, columns=COLUMNS)] == ["", "2"]


def test_a_long_list_is_written_to_its_last_row(path):
    write(path, ["Tên", "SĐT"], (["Lan", number] for number in range(1000)))

    assert [row.values["phone"] for row in read(path, columns=COLUMNS)][-1] == "999"


def test_a_list_is_for_its_owner_only(path):
    write(path, ["Tên"], [["Lan"]])

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("good_rows", [0, 1, 500])
def test_a_list_that_fails_midway_leaves_the_old_one_and_nothing_else(
    path, tmp_path, monkeypatch, good_rows
):
    def rows():
        yield from [["=Lan"]] * good_rows
        raise RuntimeError("the database went away")

    path.write_text("the old one")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with pytest.raises(RuntimeError, match="went away"):
        write(path, ["Tên"], rows())

    assert [file.name for file in tmp_path.iterdir()] == ["list.xlsx"]
    assert path.read_text() == "the old one"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        write(tmp_path / "nowhere" / "list.xlsx", ["Tên"], [["Lan"]])


def test_entities_are_refused_by_a_package_that_is_there():
    assert openpyxl.DEFUSEDXML
    assert sheets.MOST_UNPACKED_BYTES == 200 * 1024 * 1024
