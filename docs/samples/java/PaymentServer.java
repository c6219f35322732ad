import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * The addresses that the pay-checkout server calls, on the JDK's own HTTP server: to try it without
 * Spring. {@code javac -encoding UTF-8 -d classes PaymentServer.java} and {@code java -cp classes
 * PaymentServer}.
 */
public final class PaymentServer {
  private record Reply(int status, Object answer) {}

  private final SampleShop shop = new SampleShop();
  // Your lookUp asks the provider; see PaymentDesk.
  private final PaymentDesk desk = new PaymentDesk(envelope -> Optional.empty());
  // Several, with a blank in between, while one takes over from another.
  private final PayCheckout payCheckout =
      new PayCheckout(List.of(setting("PAY_HOOK_SECRET").split(" ")), Clock.systemUTC());

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(setting("PORT"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", new PaymentServer()::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    System.out.println("listening on " + port);
  }

  private void answer(HttpExchange exchange) throws IOException {
    Reply reply;
    try {
      reply = replyTo(exchange, exchange.getRequestBody().readAllBytes());
    } catch (PayCheckout.SignatureException error) {
      reply = new Reply(401, Map.of("reason", error.getMessage()));
    } catch (Exception error) {
      error.printStackTrace();
      reply = new Reply(500, Map.of("reason", "Failed."));
    }
    boolean isPage = reply.answer() instanceof String;
    String text = isPage ? (String) reply.answer() : Json.write(reply.answer());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", isPage ? "text/html" : "application/json");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Reply replyTo(HttpExchange exchange, byte[] body) throws Exception {
    String path = exchange.getRequestURI().getPath();
    var headers = exchange.getRequestHeaders();
    if (path.startsWith("/orders/")) return page(path.substring("/orders/".length()));
    if (path.equals("/payment/callback")) {
      String query = exchange.getRequestURI().getRawQuery();
      String method = exchange.getRequestMethod();
      var envelope = payCheckout.verifyForward(method, query, body, headers::getFirst);
      return known(desk.approveOnce(envelope, () -> shop.approve(envelope, body)));
    }
    var hook = payCheckout.verifyHook(body, headers::getFirst);
    return switch (path) {
      case "/payment/order" -> order(hook);
      case "/payment/status" -> status(hook, headers.getFirst("webhook-id"));
      case "/payment/notify" -> {
        // Every final state, at least once; paying an order twice must change nothing.
        boolean isTaken = shop.noticed(hook);
        yield new Reply(isTaken ? 200 : 404, Map.of("isTaken", isTaken));
      }
      default -> new Reply(404, Map.of("reason", "There is no such address."));
    };
  }

  /** What is to be paid. The page is never asked. */
  private Reply order(Map<String, Object> hook) {
    var order = shop.findOrder(hook.get("line"), hook.get("orderId"));
    if (order == null) return new Reply(404, Map.of("reason", "There is no such order."));
    if (shop.isPaid(hook.get("orderId"))) {
      return new Reply(409, Map.of("reason", "It is already paid."));
    }
    return new Reply(200, Map.of("orderName", order.orderName(), "amount", order.amount()));
  }

  private Reply status(Map<String, Object> envelope, String webhookId) {
    return webhookId.equals("status." + envelope.get("id"))
        ? known(desk.status(envelope))
        : new Reply(400, Map.of("reason", "This is no question about a forward."));
  }

  /** Anything but 200 is a doubt, and asked about again. Never guess: it is somebody's money. */
  private static Reply known(Optional<Map<String, Object>> answer) {
    return answer
        .map(kept -> new Reply(200, kept))
        .orElse(new Reply(503, Map.of("reason", "Not known yet.")));
  }

  /** A page that carries its order in a ticket, so that the server need not ask for it. */
  private Reply page(String orderId) {
    var order = shop.findOrder("order", orderId);
    if (order == null) return new Reply(404, "There is no such order.");
    String publicUrl = setting("PAY_PUBLIC_URL");
    Map<String, Object> claims =
        Map.of(
            "line", "order",
            "orderId", orderId,
            "orderName", order.orderName(),
            "amount", order.amount());
    String ticket =
        payCheckout.createOrderTicket(
            claims, setting("PAY_TICKET_SECRET"), publicUrl, Duration.ofHours(1));
    return new Reply(
        200,
        """
        <!doctype html>
        <title>Order</title>
        <script type="module" src="%s/widget/pay-checkout.js"></script>
        <pay-checkout order-ticket="%s"></pay-checkout>
        """
            .formatted(publicUrl, ticket));
  }

  private static String setting(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) throw new IllegalStateException("Set " + name + ".");
    return value;
  }
}
