def mailing_text(x: str) -> str:
    return x
