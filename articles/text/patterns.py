"""Regular expressions that more than one room needs."""

import re
from typing import Final

HTTP_URL: Final = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
# A language tag of BCP 47, its language in lower case.
LANGUAGE_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# The beginning of a URI of any scheme: http://…, urn:…, tag:….
URI_START: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)
# The end of a text that is a sentence, in any script.
SENTENCE_END: Final = re.compile(r"""[.!?…:։。！？؟।]["'»”’›)\]]*\Z""")
BLANK_LINES: Final = re.compile(r"\n\s*\n")
# The white space of HTML, which browsers show as one space.
HTML_WHITESPACE: Final = re.compile(r"[ \t\n\r\f]+")
