"""Values that break programs: numbers, texts, dates and headers, each for what it once broke."""

from typing import Final

from hypothesis import strategies as st

NUMBERS: Final = [
    "0",
    "-1",
    "1.5",
    "1e400",
    "NaN",
    "٣",
    "²",
    "1_0",
    " 1 ",
    str(2**31),
    str(2**63 - 1),
    str(2**63),
    str(-(2**63) - 1),
    str(2**64),
    "9" * 400,
    "9" * 5_000,  # longer than what int() reads
]
TEXTS: Final = [
    "",
    " ",
    "\0",
    "a\0b",
    "\r\nX-Injected: yes",
    "\ud800",  # a lone surrogate: its bytes are no UTF-8
    "\\ud800",
    "\u202e\u200f",
    "ı İ",
    "\U0010ffff",
    "a\u0301" * 40,
    "x" * 10_000,
    "'\";--",
    "(",
    "[",
    "\\",
    "%",
    "%s %(x)s {0} {x}",
    "..",
    "../../../etc/passwd",
    "a/b",
    "?#&=",
    "<script>",
    "null",
    "[1]",
    '{"a": 1}',
    "on",
]
ADDRESSES: Final = [
    "//evil.example/",
    "///evil.example/",
    "https://evil.example/",
    "https:evil.example",
    "http://[",
    "http://[::1",
    "/\\evil.example/",
    "\\\\evil.example/",
    "javascript:alert(1)",
    "/\tevil.example",
    "http://testserver:99999999/",
    "http://xn--/",
]
DAYS: Final = [
    "0001-01-01",
    "9999-12-31",
    "0000-00-00",
    "10000-01-01",
    "-1-01-01",
    "2019-02-30",
    "0001-01-01 00:00:00",
    "9999-12-31 23:59:59.999999",
    "23:59:60",
]
VALUES: Final = [*NUMBERS, *TEXTS, *ADDRESSES, *DAYS]

# What may stand in the headers of a request, by their names in the environment of WSGI.
HEADERS: Final[list[dict[str, str]]] = [
    {"HTTP_HOST": "evil.example"},
    {"HTTP_HOST": "a b\\c"},
    {"HTTP_HOST": "[::1"},
    {"HTTP_HOST": "testserver:99999999"},
    {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "gopher"},
    {"HTTP_X_FORWARDED_FOR": "'\";--, 999.999.999.999, \xff", "HTTP_FORWARDED": "for=;;="},
    {"REMOTE_ADDR": ""},
    {"HTTP_ACCEPT": "*/*;q=x, \xff/;;,"},
    {"HTTP_ACCEPT_LANGUAGE": "tr;q=1e999, ../../etc;q=0.1, " + "a-" * 600},
    {"HTTP_IF_NONE_MATCH": '"\xff, W/"', "HTTP_IF_MATCH": ",,"},
    {"HTTP_IF_MODIFIED_SINCE": "Thu, 99 Jan 99999 99:99:99 GMT"},
    {"HTTP_IF_MODIFIED_SINCE": "Mon, 01 Jan 0001 00:00:00 GMT"},
    {"HTTP_IF_UNMODIFIED_SINCE": "9" * 400},
    {"HTTP_RANGE": "bytes=-" + "9" * 400 + ",5-1"},
    {"HTTP_COOKIE": "sessionid=\xff\x00; csrftoken=; =; newsroom_saved=..a." + "b" * 900},
    {"HTTP_COOKIE": "messages=x; django_language=../../x; " + "a=b; " * 400},
    {"HTTP_REFERER": "http://[", "HTTP_ORIGIN": "null"},
    {"HTTP_AUTHORIZATION": "Basic \xff"},
    {"HTTP_USER_AGENT": "", "HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"HTTP_ACCEPT_ENCODING": "br;q=\xff,gzip;;"},
    {"QUERY_STRING": "%ff=%ED%A0%80&%00&=&&&a[b]=%"},
    {"QUERY_STRING": "&".join(f"a{number}=1" for number in range(1_200))},
]

# Bodies of requests that are no forms, with their content types.
BODIES: Final = [
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="q'),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--"),
    ("multipart/form-data; boundary=\xff", b""),
    (
        "multipart/form-data; boundary=x",
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="../\x00\xff"\r\n'
            b"Content-Type: text/plain; charset=nothing\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n"
        ),
    ),
    (
        "multipart/form-data; boundary=x; charset=zlib",  # Python knows it, but not for texts
        b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\n1\r\n--x--\r\n',
    ),
    ("application/x-www-form-urlencoded; charset=nothing", b"q=%ff"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1_200))),
    ("application/json", b'{"q": "\\ud800'),
    ("application/csp-report", b"[" * 5_000),
    ("text/plain; charset=utf-16", b"\xff"),
    ("", b"\x00"),
]

GENERATED = (
    st.sampled_from(VALUES)
    | st.text(max_size=30)
    | st.integers().map(str)
    | st.datetimes().map(str)
    | st.floats().map(str)
)
