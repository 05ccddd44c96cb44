"""Mail: letters to persons and mailing lists by SMTP, and answers to them by IMAP or a pipe."""

from adapters.mail.adapter import MailAdapter, kept_for_hearing, pressed_for_hearing

__all__ = ["MailAdapter", "kept_for_hearing", "pressed_for_hearing"]
