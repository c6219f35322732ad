import java.nio.charset.Charset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What your shop has already. Here it is a toy: three orders and an approval that says yes. */
final class SampleShop {
  record Order(String orderName, Map<String, Object> amount) {}

  private final Map<String, Order> orders =
      Map.of(
          "A-1001", new Order("달항아리 머그", won(48000)),
          "A-1002", new Order("분청 접시", won(24000)),
          "A-1003", new Order("백자 다관", won(96000)));
  private final Set<Object> paid = ConcurrentHashMap.newKeySet();
  private final AtomicInteger transactions = new AtomicInteger();

  /** Null where there is none. */
  Order findOrder(Object line, Object orderId) {
    return "order".equals(line) && orderId != null ? orders.get(orderId) : null;
  }

  boolean isPaid(Object orderId) {
    return paid.contains(orderId);
  }

  /**
   * The approval that you have: reads what the provider sent, asks the provider for the money. An
   * exception is the truth where the provider did not answer: nobody knows then, and {@code status}
   * will be asked.
   */
  Map<String, Object> approve(Map<String, Object> envelope, byte[] body) {
    Object orderId = envelope.get("orderId");
    Order order = findOrder(envelope.get("line"), orderId);
    boolean isPayable = order != null && !isPaid(orderId);
    if (!isPayable || !PayCheckout.sameAmount(order.amount(), envelope.get("amount"))) {
      return declined("ORDER_NOT_PAYABLE", "결제할 수 없는 주문이에요.");
    }
    // This provider writes EUC-KR.
    var fields = FormFields.read((String) envelope.get("query"), body, Charset.forName("EUC-KR"));
    String code = fields.getOrDefault("resultCode", new String[] {"0000"})[0];
    if (!code.equals("0000")) {
      return declined(code, fields.getOrDefault("resultMsg", new String[] {""})[0]);
    }
    // Here your code calls the provider, with providerOrderId and providerState of the envelope and
    // the fields; and writes the payment and that it is paid in one transaction of the database.
    paid.add(orderId);
    System.out.println("approved " + envelope.get("id"));
    String transactionId = "T-" + transactions.incrementAndGet();
    return Map.of(
        "outcome", "approved", "transactionId", transactionId, "amount", order.amount());
  }

  /** Whether the order is known; what nobody knows is sent again, and seen in the logs. */
  boolean noticed(Map<String, Object> notice) {
    Object orderId = notice.get("orderId");
    Order order = findOrder(notice.get("line"), orderId);
    if (order == null) return false;
    boolean isPaid = "approved".equals(notice.get("state"));
    if (isPaid && PayCheckout.sameAmount(order.amount(), notice.get("amount"))) paid.add(orderId);
    System.out.println("noticed " + orderId + " " + notice.get("state"));
    return true;
  }

  private static Map<String, Object> won(long value) {
    return Map.of("value", value, "currency", "KRW");
  }

  private static Map<String, Object> declined(String code, String message) {
    return Map.of("outcome", "declined", "code", code, "message", message);
  }
}
