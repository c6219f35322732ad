import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads and writes JSON, so that the other classes need nothing but the JDK. Numbers are {@code Long}
 * where they are whole, else {@code Double}. With Jackson in your project, use Jackson.
 */
final class Json {
  private static final int DEEPEST = 50;

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** @throws IllegalArgumentException where it is no JSON object */
  @SuppressWarnings("unchecked")
  static Map<String, Object> readObject(String text) {
    Json json = new Json(text);
    Object value = json.value(0);
    json.skipBlanks();
    if (json.at != text.length() || !(value instanceof Map)) throw json.wrong();
    return (Map<String, Object>) value;
  }

  /** In ASCII: other characters as escapes. */
  static String write(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> write(entry.getKey()) + ":" + write(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
    }
    if (!(value instanceof String string)) return String.valueOf(value);
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : string.toCharArray()) {
      boolean isPlain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
      quoted.append(isPlain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return quoted.append('"').toString();
  }

  private Object value(int depth) {
    if (depth > DEEPEST) throw wrong();
    skipBlanks();
    if (take("{")) return object(depth);
    if (take("[")) return array(depth);
    if (take("\"")) return string();
    if (take("true")) return true;
    if (take("false")) return false;
    if (take("null")) return null;
    return number();
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    skipBlanks();
    if (take("}")) return map;
    do {
      skipBlanks();
      demand("\"");
      String name = string();
      skipBlanks();
      demand(":");
      map.put(name, value(depth + 1));
      skipBlanks();
    } while (take(","));
    demand("}");
    return map;
  }

  private List<Object> array(int depth) {
    List<Object> list = new ArrayList<>();
    skipBlanks();
    if (take("]")) return list;
    do {
      list.add(value(depth + 1));
      skipBlanks();
    } while (take(","));
    demand("]");
    return list;
  }

  private String string() {
    StringBuilder read = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') return read.toString();
      if (c < ' ') throw wrong();
      read.append(c == '\\' ? escaped(next()) : c);
    }
  }

  private char escaped(char c) {
    int plain = "\"\\/".indexOf(c);
    if (plain >= 0) return c;
    int named = "bfnrt".indexOf(c);
    if (named >= 0) return "\b\f\n\r\t".charAt(named);
    if (c != 'u' || at + 4 > text.length()) throw wrong();
    at += 4;
    return (char) Integer.parseInt(text.substring(at - 4, at), 16);
  }

  private Number number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at += 1;
    String digits = text.substring(start, at);
    // What is no number throws NumberFormatException, which is an IllegalArgumentException.
    if (digits.matches("-?[0-9]{1,18}")) return Long.valueOf(digits);
    return Double.valueOf(digits);
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at += 1;
  }

  private boolean take(String token) {
    if (!text.startsWith(token, at)) return false;
    at += token.length();
    return true;
  }

  private void demand(String token) {
    if (!take(token)) throw wrong();
  }

  private char next() {
    if (at >= text.length()) throw wrong();
    return text.charAt(at++);
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("no JSON at " + at);
  }
}
