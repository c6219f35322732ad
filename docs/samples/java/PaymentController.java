import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * The addresses that the pay-checkout server calls, for Spring MVC (6 or Boot 3; before that {@code
 * javax.servlet}).
 *
 * <p>The body is read from the request itself. {@code @RequestBody byte[]} would be wrong: of a form
 * Spring writes a new body out of its parameters. A filter that asks for a parameter first ({@code
 * HiddenHttpMethodFilter}, some security filters) leaves nothing to read: keep it away from here.
 */
@RestController
@RequestMapping("/payment")
public class PaymentController {
  /** What your provider writes; an old one may write {@code Charset.forName("EUC-KR")}. */
  private static final Charset CHARSET = StandardCharsets.UTF_8;

  /** Your shop. {@code SampleShop} shows what each has to do. */
  public interface Shop {
    /** As JSON: orderName, amount. */
    Optional<Map<String, Object>> findOrder(String line, String orderId);

    boolean isPaid(String line, String orderId);

    /**
     * The approval that you have, with the request that it knows: its parameters are the provider's.
     * {@code envelope} has what is to be taken, and what the provider gave at the start.
     */
    Map<String, Object> approve(Map<String, Object> envelope, HttpServletRequest request)
        throws Exception;

    boolean noticed(Map<String, Object> notice);
  }

  private final PayCheckout payCheckout;
  private final PaymentDesk desk;
  private final Shop shop;

  public PaymentController(PayCheckout payCheckout, PaymentDesk desk, Shop shop) {
    this.payCheckout = payCheckout;
    this.desk = desk;
    this.shop = shop;
  }

  /** {@code approve.url}: the provider's callback as it came, and the envelope around it. */
  @RequestMapping(
      path = "/callback",
      method = {RequestMethod.GET, RequestMethod.POST})
  public ResponseEntity<Map<String, Object>> callback(HttpServletRequest request) throws Exception {
    byte[] body = request.getInputStream().readAllBytes();
    String query = request.getQueryString();
    var envelope =
        payCheckout.verifyForward(request.getMethod(), query, body, request::getHeader);
    var replayed = new ReplayedRequest(request, FormFields.read(query, body, CHARSET));
    return known(desk.approveOnce(envelope, () -> shop.approve(envelope, replayed)));
  }

  /** {@code approve.status}: what became of a forward whose answer was lost. */
  @PostMapping("/status")
  public ResponseEntity<Map<String, Object>> status(HttpServletRequest request) throws Exception {
    var envelope = readHook(request);
    if (!request.getHeader("webhook-id").equals("status." + envelope.get("id"))) {
      return failed(400, "This is no question about a forward.");
    }
    return known(desk.status(envelope));
  }

  /** {@code order}: what is to be paid. The page is never asked. */
  @PostMapping("/order")
  public ResponseEntity<Map<String, Object>> order(HttpServletRequest request) throws Exception {
    var asked = readHook(request);
    String line = (String) asked.get("line");
    String orderId = (String) asked.get("orderId");
    var order = shop.findOrder(line, orderId);
    if (order.isEmpty()) return failed(404, "There is no such order.");
    if (shop.isPaid(line, orderId)) return failed(409, "It is already paid.");
    return ResponseEntity.ok(order.get());
  }

  /** {@code notify}: every final state, at least once; paying twice must change nothing. */
  @PostMapping("/notify")
  public ResponseEntity<Map<String, Object>> noticed(HttpServletRequest request) throws Exception {
    boolean isTaken = shop.noticed(readHook(request));
    return ResponseEntity.status(isTaken ? 200 : 404).body(Map.of("isTaken", isTaken));
  }

  @ExceptionHandler(PayCheckout.SignatureException.class)
  public ResponseEntity<Map<String, Object>> refuse(PayCheckout.SignatureException error) {
    return failed(401, error.getMessage());
  }

  private Map<String, Object> readHook(HttpServletRequest request)
      throws IOException, PayCheckout.SignatureException {
    return payCheckout.verifyHook(request.getInputStream().readAllBytes(), request::getHeader);
  }

  /** Anything but 200 is a doubt, and asked about again. Never guess: it is somebody's money. */
  private static ResponseEntity<Map<String, Object>> known(Optional<Map<String, Object>> answer) {
    return answer.map(ResponseEntity::ok).orElseGet(() -> failed(503, "Not known yet."));
  }

  private static ResponseEntity<Map<String, Object>> failed(int status, String reason) {
    return ResponseEntity.status(status).body(Map.of("reason", reason));
  }

  /** The body has been read, so the container finds no parameters in it any more: here they are. */
  private static final class ReplayedRequest extends HttpServletRequestWrapper {
    private final Map<String, String[]> fields;

    ReplayedRequest(HttpServletRequest request, Map<String, String[]> fields) {
      super(request);
      this.fields = fields;
    }

    @Override
    public String getParameter(String name) {
      String[] values = fields.get(name);
      return values == null ? null : values[0];
    }

    @Override
    public String[] getParameterValues(String name) {
      return fields.get(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
      return Collections.unmodifiableMap(fields);
    }

    @Override
    public Enumeration<String> getParameterNames() {
      return Collections.enumeration(fields.keySet());
    }
  }
}
