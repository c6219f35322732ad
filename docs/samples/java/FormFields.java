import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Query and form of a callback in the provider's charset, in the shape of servlet parameters. */
final class FormFields {
  private FormFields() {}

  /** @param query may be null */
  static Map<String, String[]> read(String query, byte[] body, Charset charset) {
    Map<String, String[]> fields = new LinkedHashMap<>();
    String form = (query == null ? "" : query) + "&" + new String(body, charset);
    for (String pair : form.split("&")) {
      String[] parts = pair.split("=", 2);
      if (pair.isEmpty()) continue;
      try {
        String name = URLDecoder.decode(parts[0], charset);
        String value = parts.length == 2 ? URLDecoder.decode(parts[1], charset) : "";
        fields.merge(name, new String[] {value}, FormFields::joined);
      } catch (IllegalArgumentException error) {
        // A lonely percent sign; servlet containers leave such a field out too.
      }
    }
    return fields;
  }

  private static String[] joined(String[] some, String[] more) {
    String[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
