"""Real mail on loopback: an SMTP server with people and lists behind it, and Dovecot for IMAP."""

from tests.mailserver.dovecot import Dovecot, why_no_dovecot
from tests.mailserver.world import MailWorld

__all__ = ["Dovecot", "MailWorld", "why_no_dovecot"]
