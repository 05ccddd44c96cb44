"""Which adapters the settings switch on, each with what is set for it; for `bot.program`."""

from functools import partial

from bot.clock import SteadyClock
from bot.ports import Adapter
from bot.settings import Settings


def switched_on(settings: Settings, clock: SteadyClock) -> list[Adapter]:
    """The adapters that are switched on; each is loaded only then, for it takes its time."""
    adapters: list[Adapter] = []
    if settings.telegram:
        from adapters.telegram import TelegramAdapter  # noqa: PLC0415

        token = settings.telegram_token.reveal()
        adapters.append(
            TelegramAdapter(
                token,
                settings.telegram_api_url,
                webhook_url=settings.telegram_webhook_url,
                webhook_listen=settings.telegram_webhook_listen,
                largest_file=settings.largest_file,
                told=partial(clock.told, "telegram"),
            )
        )
    if settings.matrix:
        from adapters.matrix import MatrixAdapter  # noqa: PLC0415

        adapters.append(
            MatrixAdapter(
                settings.matrix_homeserver,
                settings.matrix_user,
                settings.data_dir,
                password=settings.matrix_password.reveal(),
                access_token=settings.matrix_access_token.reveal(),
                device_id=settings.matrix_device_id,
                largest_file=settings.largest_file,
                told=partial(clock.told, "matrix"),
            )
        )
    if settings.mail:
        from adapters.mail import MailAdapter  # noqa: PLC0415

        adapters.append(
            MailAdapter(
                settings.smtp_url.reveal(),
                settings.mail_from,
                settings.data_dir,
                clock.now,
                imap_url=settings.imap_url.reveal(),
                server_name=settings.mail_server_name,
                largest=settings.largest_file,
                public_url=settings.public_url,
            )
        )
    return adapters
