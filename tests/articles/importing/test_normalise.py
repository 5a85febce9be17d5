"""Records are prepared for the tables: what the HTML gate drops of them is said."""

from articles.importing.mapping import serialise_remark
from articles.importing.normalise import prepare_record
from articles.parsing.records import Record, Remark
from tests.runs import make_item


def test_what_the_gate_drops_is_remarked_on() -> None:
    body = '<p>Text</p><img src="a.jpg" alt="A ferry"><form></form>'
    first = Remark("left_out.picture", params={"url": "a.jpg"})
    record = make_item(body=body, remarks=(Remark("rejoined", 7), first)).result
    assert isinstance(record, Record)
    assert [serialise_remark(each) for each in prepare_record(record).record.remarks] == [
        {"code": "rejoined", "line": 7},
        {"code": "left_out.picture", "line": 0, "params": {"url": "a.jpg", "alt": "A ferry"}},
        {"code": "left_out.form", "line": 0},
    ]
