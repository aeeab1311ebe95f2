"""The mail server: accepts everything it is sent, unless told to refuse, and keeps it in the mailbox."""

import asyncio
import threading
from typing import Any

from aiosmtpd.smtp import SMTP

from .controls import consume_control, read_control
from .mailbox import mailbox
from .returned import Pop3, report_failure, returned


class MailHandler:
    """aiosmtpd's handler. Files and locks are touched in a thread, never in the event loop."""

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if await asyncio.to_thread(read_control, "smtp_refuse"):
            return "451 4.3.2 Sandbox: mail server is resting, try again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if await asyncio.to_thread(consume_control, "smtp_refuse_next"):
            return "451 4.3.2 Sandbox: this one is refused, try again later"
        content, recipients = bytes(envelope.content), list(envelope.rcpt_tos)
        if await asyncio.to_thread(consume_control, "smtp_bounce_next"):
            for recipient in recipients:
                returned.add_mail(report_failure(content, envelope.mail_from, recipient))
            return "250 2.0.0 OK kept, and it will come back"
        await asyncio.to_thread(mailbox.add_mail, content, recipients)
        vanishes = await asyncio.to_thread(consume_control, "smtp_vanish_next")
        if vanishes and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 2.0.0 OK kept"


class MailServer:
    """SMTP and the POP3 of what came back, in a thread of their own; a port 0 takes a free one and tells which."""

    def __init__(self, host: str, port: int, pop3_port: int) -> None:
        self.host, self.port, self.pop3_port = host, port, pop3_port
        self._loop = asyncio.new_event_loop()

    def start(self) -> None:
        def protocol() -> SMTP:
            return SMTP(
                MailHandler(),
                hostname="sandbox.invalid",
                ident="e-Muafiyet sandbox",
                data_size_limit=40 * 1024 * 1024,
                enable_SMTPUTF8=True,
                loop=self._loop,
            )

        # Bound before the thread starts, so that "port taken" stops the start and not a thread.
        server = self._loop.run_until_complete(self._loop.create_server(protocol, self.host, self.port))
        self.port = server.sockets[0].getsockname()[1]
        pop3 = self._loop.run_until_complete(self._loop.create_server(Pop3, self.host, self.pop3_port))
        self.pop3_port = pop3.sockets[0].getsockname()[1]
        threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True).start()
