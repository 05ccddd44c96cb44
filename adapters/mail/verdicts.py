"""What the operator's own mail server says of a sender: the header Authentication-Results.

Anybody can write such a header; only the ones with the name of that server count (RFC 8601), and
it removes those that came with a letter from outside.
"""

import re

_COMMENT = re.compile(r"\([^()]*\)")
_METHOD = re.compile(r"\s*(dkim|spf|dmarc|arc)\s*=\s*([a-z]+)", re.IGNORECASE)
_LONGEST = 4000


def verdict_of(headers: list[str], server: str) -> str:
    """The results by this server, in a line: "dkim=pass dmarc=pass spf=none"; "" if it said none.

    Of several results of a method the best is kept, as DKIM has it: one good signature is enough.
    """
    found: dict[str, set[str]] = {}
    for raw in headers if server else ():
        name, _, results = _COMMENT.sub(" ", raw[:_LONGEST]).partition(";")
        if name.split()[:1] != [server] and name.strip().lower() != server.lower():
            continue
        for result in results.split(";"):
            method = _METHOD.match(result)
            if method:
                found.setdefault(method[1].lower(), set()).add(method[2].lower())
    return " ".join(
        f"{method}={'pass' if 'pass' in said else sorted(said)[0]}"
        for method, said in sorted(found.items())
    )
