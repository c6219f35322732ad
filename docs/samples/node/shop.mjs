/**
 * What your shop has already. Here it is a toy: three orders, an approval that says yes, and a book
 * in memory. Replace all of it; the names are what payment-routes.mjs calls.
 */
export function createShop(log = console.log) {
  const orders = new Map(
    [
      ['A-1001', '달항아리 머그', 48000],
      ['A-1002', '분청 접시', 24000],
      ['A-1003', '백자 다관', 96000],
    ].map(([orderId, orderName, won]) => [
      orderId,
      { orderId, orderName, amount: { value: won, currency: 'KRW' }, paid: false },
    ]),
  );
  const findOrder = (line, orderId) => (line === 'order' ? orders.get(orderId) : undefined);
  let transactions = 0;

  return {
    findOrder,

    /**
     * The approval that you have: reads what the provider sent, asks the provider for the money.
     * An exception is the truth where the provider did not answer: nobody knows then, and `status`
     * will be asked.
     */
    async approve(envelope, { query, body }) {
      const order = findOrder(envelope.line, envelope.orderId);
      if (!order || order.paid || !sameAmount(order.amount, envelope.amount)) {
        return declined('ORDER_NOT_PAYABLE', '결제할 수 없는 주문이에요.');
      }
      const fields = new Map([...readFields(query), ...readFields(body.toString('latin1'))]);
      const code = fields.get('resultCode') ?? '0000';
      if (code !== '0000') return declined(code, fields.get('resultMsg') ?? '');
      // Here your code calls the provider, with envelope.providerOrderId, envelope.providerState
      // and the fields; and writes the payment and `paid` in one transaction of the database.
      transactions += 1;
      order.paid = true;
      log(`approved ${envelope.id}`);
      return {
        outcome: 'approved',
        transactionId: `T-${String(transactions)}`,
        amount: order.amount,
      };
    },

    /**
     * Asks the provider what became of an approval. Only what is final: `undefined` while it may
     * still be under way, or the provider does not know. A deposit that came is `approved`.
     */
    lookUp: async () => undefined,

    /** @returns whether the order is known; what nobody knows is sent again, and seen in the logs */
    noticed({ line, orderId, state, amount }) {
      const order = findOrder(line, orderId);
      if (!order) return false;
      if (state === 'approved' && sameAmount(order.amount, amount)) order.paid = true;
      log(`noticed ${orderId} ${state}`);
      return true;
    },
  };
}

/**
 * What was answered to which forward. In a database it is one table,
 * `payment_forward (id varchar(100) primary key, answer text)`: `begin` inserts and says whether the
 * key was new, `keep` updates. Keep the rows for as long as payments are asked about: a month, and of
 * an account until it is over.
 */
export function createAnswerBook() {
  const answers = new Map();
  return {
    begin(id, answer) {
      if (answers.has(id)) return false;
      answers.set(id, answer);
      return true;
    },
    answerTo: (id) => answers.get(id),
    /** The first final answer stays, whoever comes second. */
    keep(id, answer) {
      const kept = answers.get(id);
      if (kept && kept.outcome !== 'awaiting-deposit') return kept;
      answers.set(id, answer);
      return answer;
    },
  };
}

const declined = (code, message) => ({ outcome: 'declined', code, message });
const sameAmount = (a, b) => a.value === b.value && a.currency === b.currency;

const EUC_KR = new TextDecoder('euc-kr');

/** Form fields of a provider that writes EUC-KR, which URLSearchParams would take for UTF-8. */
function readFields(form) {
  const decode = (text) => {
    const bytes = text
      .replaceAll('+', ' ')
      .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    return EUC_KR.decode(Buffer.from(bytes, 'latin1'));
  };
  return form.split('&').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [decode(name), decode(value.join('='))];
  });
}
