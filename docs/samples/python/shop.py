"""What your shop has already. Here it is a toy: three orders, an approval that says yes, and a book
in SQLite. Replace all of it; the names are what app.py calls.
"""

import json
import sqlite3
import threading
from urllib.parse import parse_qs


def _won(value):
    return {"value": value, "currency": "KRW"}


class Shop:
    def __init__(self):
        self._orders = {
            "A-1001": {"orderName": "달항아리 머그", "amount": _won(48000), "paid": False},
            "A-1002": {"orderName": "분청 접시", "amount": _won(24000), "paid": False},
            "A-1003": {"orderName": "백자 다관", "amount": _won(96000), "paid": False},
        }
        self._transactions = 0

    def find_order(self, line, order_id):
        return self._orders.get(order_id) if line == "order" else None

    def approve(self, envelope, query, body):
        """The approval that you have: reads what the provider sent, asks the provider for the money.

        An exception is the truth where the provider did not answer: nobody knows then, and `status`
        will be asked.
        """
        order = self.find_order(envelope["line"], envelope["orderId"])
        if not order or order["paid"] or order["amount"] != envelope["amount"]:
            return declined("ORDER_NOT_PAYABLE", "결제할 수 없는 주문이에요.")
        # This provider writes EUC-KR.
        form = "&".join([query, body.decode("euc-kr", "replace")])
        fields = parse_qs(form, encoding="euc-kr")
        code = fields.get("resultCode", ["0000"])[0]
        if code != "0000":
            return declined(code, fields.get("resultMsg", [""])[0])
        # Here your code calls the provider, with envelope["providerOrderId"],
        # envelope["providerState"] and the fields; and writes the payment and `paid` in one
        # transaction of the database.
        self._transactions += 1
        order["paid"] = True
        print("approved", envelope["id"], flush=True)
        return {
            "outcome": "approved",
            "transactionId": f"T-{self._transactions}",
            "amount": order["amount"],
        }

    def look_up(self, envelope):
        """Asks the provider what became of an approval. Only what is final: None while it may still be
        under way, or the provider does not know. A deposit that came is `approved`.
        """
        return None

    def noticed(self, notice):
        """Whether the order is known; what nobody knows is sent again, and seen in the logs."""
        order = self.find_order(notice["line"], notice["orderId"])
        if not order:
            return False
        if notice["state"] == "approved" and order["amount"] == notice["amount"]:
            order["paid"] = True
        print("noticed", notice["orderId"], notice["state"], flush=True)
        return True


class AnswerBook:
    """What was answered to which forward. Keep the rows for as long as payments are asked about: a
    month, and of an account until it is over. Its primary key is what lets one forward approve once,
    on many machines too.
    """

    def __init__(self, path=":memory:"):
        # sqlite3 is not always built for threads; the lock costs nothing here.
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute(
            "create table if not exists payment_forward (id text primary key, answer text)"
        )

    def begin(self, forward_id, answer=None):
        """Whether it is new."""
        text = None if answer is None else json.dumps(answer)
        sql = "insert into payment_forward values (?, ?) on conflict do nothing"
        with self._lock:
            return self._db.execute(sql, (forward_id, text)).rowcount == 1

    def answer_to(self, forward_id):
        with self._lock:
            return self._read(forward_id)

    def keep(self, forward_id, answer):
        """The first final answer stays, whoever comes second. Returns the one that stays."""
        with self._lock:
            kept = self._read(forward_id)
            if kept is not None and kept["outcome"] != "awaiting-deposit":
                return kept
            sql = "update payment_forward set answer = ? where id = ?"
            self._db.execute(sql, (json.dumps(answer), forward_id))
            return answer

    def _read(self, forward_id):
        sql = "select answer from payment_forward where id = ?"
        row = self._db.execute(sql, (forward_id,)).fetchone()
        return json.loads(row[0]) if row and row[0] is not None else None


def declined(code, message):
    return {"outcome": "declined", "code": code, "message": message}
