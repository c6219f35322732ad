"""The addresses that the pay-checkout server calls, on the standard library's own HTTP server.

In Flask or Django the functions stay and the handler goes. Not with wsgiref: it makes up a content
type where the request has none.
"""

import json
import os
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pay_checkout import SignatureError, create_order_ticket, verify_forward, verify_hook
from shop import AnswerBook, Shop

# Several, with a blank in between, while one takes over from another.
HOOK_SECRETS = os.environ["PAY_HOOK_SECRET"].split(" ")
TICKET_SECRET = os.environ["PAY_TICKET_SECRET"]
# `publicUrl` of the pay-checkout server.
PUBLIC_URL = os.environ["PAY_PUBLIC_URL"]

NONE = {"outcome": "none"}
GIVEN_UP = {"outcome": "declined", "code": "GIVEN_UP", "message": "결제 시간이 지났어요."}

shop = Shop()
book = AnswerBook(os.environ.get("PAY_BOOK", ":memory:"))


def order(headers, body):
    """`order`: what is to be paid. The page is never asked."""
    asked = verify_hook(HOOK_SECRETS, headers, body)
    found = shop.find_order(asked["line"], asked["orderId"])
    if not found:
        return 404, {"reason": "There is no such order."}
    if found["paid"]:
        return 409, {"reason": "It is already paid."}
    return 200, {"orderName": found["orderName"], "amount": found["amount"]}


def callback(method, query, headers, body):
    """`approve.url`: the provider's callback as it came, by GET or POST, and the envelope around it."""
    envelope = verify_forward(HOOK_SECRETS, method, query, headers, body)
    # The line is drawn before the provider is asked: a second forward finds it, even after a crash.
    if book.begin(envelope["id"]):
        answer = book.keep(envelope["id"], shop.approve(envelope, query, body))
    else:
        answer = what_became(envelope)
    # Whoever was told "nothing happened" must not see it happen afterwards.
    return known(GIVEN_UP if answer == NONE else answer)


def status(headers, body):
    """`approve.status`: what became of a forward whose answer was lost."""
    envelope = verify_hook(HOOK_SECRETS, headers, body)
    if headers.get("webhook-id") != f"status.{envelope.get('id')}":
        return 400, {"reason": "This is no question about a forward."}
    # Never seen: written down as such, so that it stays true when the forward comes late.
    return known(NONE if book.begin(envelope["id"], NONE) else what_became(envelope))


def notify(headers, body):
    """`notify`: every final state, at least once; paying an order twice must change nothing."""
    is_taken = shop.noticed(verify_hook(HOOK_SECRETS, headers, body))
    return (200 if is_taken else 404), {"isTaken": is_taken}


def what_became(envelope):
    """None as long as nobody can say: it may be under way, or a crash came in between."""
    kept = book.answer_to(envelope["id"])
    if kept is not None and kept["outcome"] != "awaiting-deposit":
        return kept
    found = shop.look_up(envelope)
    return book.keep(envelope["id"], found) if found else kept


def known(answer):
    """Anything but 200 is a doubt, and asked about again. Never guess: it is somebody's money."""
    return (200, answer) if answer else (503, {"reason": "Not known yet."})


def order_page(order_id):
    """A page that carries its order in a ticket, so that the server need not ask for it."""
    found = shop.find_order("order", order_id)
    if not found:
        return 404, "There is no such order."
    claims = {"line": "order", "orderId": order_id}
    claims.update(orderName=found["orderName"], amount=found["amount"])
    ticket = create_order_ticket(claims, TICKET_SECRET, PUBLIC_URL)
    return 200, f"""<!doctype html>
<title>Order</title>
<script type="module" src="{PUBLIC_URL}/widget/pay-checkout.js"></script>
<pay-checkout order-ticket="{ticket}"></pay-checkout>"""


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        hooks = {"/payment/order": order, "/payment/status": status, "/payment/notify": notify}
        try:
            if path == "/payment/callback":
                self.send(*callback(self.command, query, self.headers, body))
            elif path in hooks and self.command == "POST":
                self.send(*hooks[path](self.headers, body))
            elif path.startswith("/orders/"):
                self.send(*order_page(path[len("/orders/") :]))
            else:
                self.send(404, {"reason": "There is no such address."})
        except SignatureError as error:
            self.send(401, {"reason": str(error)})
        except Exception:
            traceback.print_exc()
            self.send(500, {"reason": "Failed."})

    do_GET = do_POST = answer

    def send(self, code, answer):
        is_page = isinstance(answer, str)
        data = (answer if is_page else json.dumps(answer)).encode("utf-8")
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8" if is_page else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Query strings of callbacks do not belong into logs."""


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "3000"))
    print(f"listening on {port}", flush=True)
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
