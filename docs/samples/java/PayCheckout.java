import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a backend needs for the pay-checkout server: checks of its requests, and order tickets. JDK 17
 * and nothing else. Hand over what came: the body's bytes before any parser, the query string before
 * any decoding, and how to find a header, {@code request::getHeader}.
 */
public final class PayCheckout {
  private static final Duration LONGEST_AGE = Duration.ofMinutes(5);
  private static final Duration LONGEST_TICKET_LIFE = Duration.ofDays(1);

  /** Not sent by anybody who has the secret, or too long ago, or altered. Answer 401, do nothing. */
  public static final class SignatureException extends Exception {
    private static final long serialVersionUID = 1L;

    SignatureException(String message) {
      super(message);
    }
  }

  private final List<byte[]> keys;
  private final Clock clock;

  /** @param hookSecrets {@code hookSecret} of the configuration; several while one takes over */
  public PayCheckout(List<String> hookSecrets, Clock clock) {
    this.keys =
        hookSecrets.stream()
            .map(secret -> Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")))
            .toList();
    this.clock = clock;
  }

  /** Checks a hook ({@code order}, {@code confirm}, {@code status}, {@code notify}), reads its JSON. */
  public Map<String, Object> verifyHook(byte[] body, Function<String, String> header)
      throws SignatureException {
    verifySignature(body, header);
    return Json.readObject(new String(body, StandardCharsets.UTF_8));
  }

  /**
   * Checks a forwarded callback and returns the envelope it came with. The envelope is the server's
   * word; the request around it is the provider's, to the byte, and is held against the envelope. The
   * same forward may come again, under the same {@code id}.
   *
   * @param query {@code request.getQueryString()}, which may be null
   */
  public Map<String, Object> verifyForward(
      String method, String query, byte[] body, Function<String, String> header)
      throws SignatureException {
    String text = textOf(header, "pay-checkout-envelope");
    verifySignature(text.getBytes(StandardCharsets.UTF_8), header);
    Map<String, Object> envelope = Json.readObject(text);
    Map<String, String> came =
        Map.of(
            "id", textOf(header, "webhook-id"),
            "httpMethod", method,
            "query", query == null ? "" : query,
            "contentType", textOf(header, "content-type"),
            "bodySha256", sha256(body));
    for (Map.Entry<String, String> part : came.entrySet()) {
      if (!part.getValue().equals(envelope.get(part.getKey()))) {
        throw new SignatureException(part.getKey() + " is not what was forwarded");
      }
    }
    return envelope;
  }

  /**
   * A ticket for {@code order-ticket} of the tag: the order and its price, signed.
   *
   * @param claims line, orderId, orderName, amount; url, taxFreeAmount and methods if you like
   * @param secret one of {@code ticketSecrets} of the configuration
   * @param audience {@code publicUrl} of the configuration
   */
  public String createOrderTicket(
      Map<String, ?> claims, String secret, String audience, Duration life) {
    if (life.toSeconds() <= 0 || life.compareTo(LONGEST_TICKET_LIFE) > 0) {
      throw new IllegalArgumentException("a ticket lives for a day at most");
    }
    byte[] key = Base64.getUrlDecoder().decode(secret);
    if (key.length < 32) {
      throw new IllegalArgumentException("the secret of tickets has 32 bytes or more");
    }
    long issued = clock.instant().getEpochSecond();
    Map<String, Object> payload = new LinkedHashMap<>(claims);
    payload.put("aud", audience);
    payload.put("iat", issued);
    payload.put("exp", issued + life.toSeconds());
    String signed =
        base64Url(ascii(Json.write(Map.of("alg", "HS256", "typ", "pc-order+jwt"))))
            + "."
            + base64Url(ascii(Json.write(payload)));
    return signed + "." + base64Url(hmac(key, ascii(signed)));
  }

  /**
   * Whether two amounts are the same. {@code Map.equals} would not do: {@code value} is an {@code
   * Integer} or a {@code Long}, as your JSON library likes, and these two are never equal.
   */
  public static boolean sameAmount(Object one, Object other) {
    return one instanceof Map<?, ?> a
        && other instanceof Map<?, ?> b
        && a.get("value") instanceof Number value
        && b.get("value") instanceof Number otherValue
        && value.longValue() == otherValue.longValue()
        // A fraction, which no amount in minor units has.
        && value.doubleValue() == otherValue.doubleValue()
        && a.get("currency") instanceof String currency
        && currency.equals(b.get("currency"));
  }

  private void verifySignature(byte[] payload, Function<String, String> header)
      throws SignatureException {
    String id = textOf(header, "webhook-id");
    String timestamp = textOf(header, "webhook-timestamp");
    if (id.isEmpty() || !timestamp.matches("[0-9]{1,12}")) {
      throw new SignatureException("the signature's headers are missing");
    }
    long age = clock.instant().getEpochSecond() - Long.parseLong(timestamp);
    if (Math.abs(age) > LONGEST_AGE.toSeconds()) {
      throw new SignatureException("signed too long ago, or by a clock that is wrong");
    }
    byte[] start = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    byte[] signed = Arrays.copyOf(start, start.length + payload.length);
    System.arraycopy(payload, 0, signed, start.length, payload.length);
    String[] given = textOf(header, "webhook-signature").split(" ");
    for (byte[] key : keys) {
      byte[] expected = ascii("v1," + Base64.getEncoder().encodeToString(hmac(key, signed)));
      for (String signature : given) {
        byte[] came = signature.getBytes(StandardCharsets.UTF_8);
        if (MessageDigest.isEqual(expected, came)) return;
      }
    }
    throw new SignatureException("no signature of ours");
  }

  private static byte[] hmac(byte[] key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException error) {
      throw new IllegalStateException(error);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException error) {
      throw new IllegalStateException(error);
    }
  }

  private static String textOf(Function<String, String> header, String name) {
    return Objects.requireNonNullElse(header.apply(name), "");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
