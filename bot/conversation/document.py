def docx_of(markdown: str, title: str, language: str) -> bytes:
    return b""
