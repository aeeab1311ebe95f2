"""Start the sandbox: ``python -m emuafiyet.sandbox --port 8100 --smtp-port 1025 --state var/sandbox.json``."""

import argparse
import os
import signal
import sys
import threading


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m emuafiyet.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100, help="web; 0 takes a free one")
    parser.add_argument("--smtp-port", type=int, default=1025, help="mail; 0 takes a free one")
    parser.add_argument("--pop3-port", type=int, default=1110, help="mails that came back; 0 takes a free one")
    parser.add_argument("--state", default="var/sandbox.json", help="file to remember in; empty remembers nothing")
    return parser.parse_args()


def main() -> None:
    wanted = parse_arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "emuafiyet.sandbox.settings"

    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Handler(WSGIRequestHandler):
        disable_nagle_algorithm = True  # headers and body go out as two writes; do not wait between them

    application = get_wsgi_application()

    from .mailbox import mailbox
    from .smtp import MailServer
    from .state import state

    state.open(wanted.state)
    mailbox.open()
    mail_server = MailServer(wanted.host, wanted.smtp_port, wanted.pop3_port)
    try:
        mail_server.start()
        web = ThreadedWSGIServer((wanted.host, wanted.port), Handler, ipv6=":" in wanted.host)
    except OSError as error:
        sys.exit(f"sandbox: a port is taken: {error}")
    web.set_app(application)
    web.daemon_threads = True

    def stop(number: int, frame: object) -> None:
        # ``shutdown`` waits for the loop it is called from, so it needs another thread.
        threading.Thread(target=web.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # One line, read by whoever started us with free ports.
    ports = f"smtp={mail_server.port} pop3={mail_server.pop3_port}"
    print(f"sandbox http=http://{wanted.host}:{web.server_port} {ports}", flush=True)
    web.serve_forever(poll_interval=0.2)
    web.server_close()


if __name__ == "__main__":
    main()
