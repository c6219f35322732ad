import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Sees to it that one forward approves once, and that what was answered stays true. Answers are JSON
 * objects; an empty one means that nobody can say yet: answer 503, and {@code status} will be asked.
 */
public final class PaymentDesk {
  private static final Map<String, Object> NONE = Map.of("outcome", "none");
  private static final Map<String, Object> GIVEN_UP =
      Map.of("outcome", "declined", "code", "GIVEN_UP", "message", "결제 시간이 지났어요.");

  private final AnswerBook book = new AnswerBook();
  private final Function<Map<String, Object>, Optional<Map<String, Object>>> lookUp;

  /**
   * @param lookUp asks the provider what became of an approval. Only what is final: empty while it may
   *     still be under way, or the provider does not know. A deposit that came is {@code approved}.
   */
  public PaymentDesk(Function<Map<String, Object>, Optional<Map<String, Object>>> lookUp) {
    this.lookUp = lookUp;
  }

  /**
   * @param approve the approval that you have. An exception is the truth where the provider did not
   *     answer: nobody knows then.
   */
  public Optional<Map<String, Object>> approveOnce(
      Map<String, Object> envelope, Callable<Map<String, Object>> approve) throws Exception {
    String id = (String) envelope.get("id");
    // The line is drawn before the provider is asked: a second forward finds it, even after a crash.
    Optional<Map<String, Object>> answer =
        book.begin(id, Optional.empty())
            ? Optional.of(book.keep(id, approve.call()))
            : whatBecame(envelope);
    // Whoever was told "nothing happened" must not see it happen afterwards.
    return answer.map(kept -> kept.equals(NONE) ? GIVEN_UP : kept);
  }

  /** What became of a forward whose answer was lost. */
  public Optional<Map<String, Object>> status(Map<String, Object> envelope) {
    // Never seen: written down as such, so that it stays true when the forward comes late.
    return book.begin((String) envelope.get("id"), Optional.of(NONE))
        ? Optional.of(NONE)
        : whatBecame(envelope);
  }

  private Optional<Map<String, Object>> whatBecame(Map<String, Object> envelope) {
    String id = (String) envelope.get("id");
    Optional<Map<String, Object>> kept = book.answerTo(id);
    if (kept.filter(AnswerBook::isFinal).isPresent()) return kept;
    Optional<Map<String, Object>> found = lookUp.apply(envelope);
    return found.isPresent() ? found.map(answer -> book.keep(id, answer)) : kept;
  }

  /**
   * What was answered to which forward: a toy, in memory. In a database it is one table, {@code
   * payment_forward (id varchar(100) primary key, answer text)}: {@code begin} inserts and says whether
   * the key was new, {@code keep} updates. Keep the rows for as long as payments are asked about: a
   * month, and of an account until it is over.
   */
  private static final class AnswerBook {
    private final ConcurrentMap<String, Optional<Map<String, Object>>> answers =
        new ConcurrentHashMap<>();

    boolean begin(String id, Optional<Map<String, Object>> answer) {
      return answers.putIfAbsent(id, answer) == null;
    }

    Optional<Map<String, Object>> answerTo(String id) {
      return answers.getOrDefault(id, Optional.empty());
    }

    /** The first final answer stays, whoever comes second. Returns the one that stays. */
    Map<String, Object> keep(String id, Map<String, Object> answer) {
      return answers
          .compute(id, (key, kept) -> isKept(kept) ? kept : Optional.of(answer))
          .orElseThrow();
    }

    static boolean isFinal(Map<String, Object> answer) {
      return !"awaiting-deposit".equals(answer.get("outcome"));
    }

    private static boolean isKept(Optional<Map<String, Object>> kept) {
      return kept != null && kept.filter(AnswerBook::isFinal).isPresent();
    }
  }
}
