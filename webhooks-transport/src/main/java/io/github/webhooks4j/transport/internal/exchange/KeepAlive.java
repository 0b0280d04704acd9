package io.github.webhooks4j.transport.internal.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides from the last response how long a connection may wait for another request. Pure. */
public final class KeepAlive {
    /** How long a connection waits at most: less than the 5 s after which many servers close theirs. */
    public static final Duration LONGEST = Duration.ofSeconds(4);

    /** How much a stated time is shortened: for the latency, and for servers that check their timers early. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final Pattern PARAMETER =
            Pattern.compile("(?i)(?:^|[,; \\t])(timeout|max)[ \\t]*=[ \\t]*\"?([0-9]{1,9})");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    // Unlike 204 and 304, it may have a body of no bytes in chunks, or one that the end of the connection ends.
    private static final int RESET_CONTENT = 205;

    private KeepAlive() {}

    /**
     * Returns how long the connection may wait; zero if it must carry no other request: where the response demands it,
     * where it is one of HTTP/1.0 that does not ask to keep the connection (RFC 9112, section 9.3), and where its length
     * is ambiguous.
     */
    public static Duration after(ResponseHead response) {
        List<String> options = tokens(response, "Connection");
        if (options.contains("close")
                || (response.isHttp10() && !options.contains("keep-alive"))
                || hasDoubtfulLength(response)
                || hasBodyAgainstItsStatus(response)) {
            return Duration.ZERO;
        }
        return stated(response.values("Keep-Alive"));
    }

    /** Returns whether the fields state more than one length of the body, or none that can be parsed. */
    public static boolean hasDoubtfulLength(ResponseHead response) {
        List<String> lengths = response.values("Content-Length");
        boolean isCoded = !response.values("Transfer-Encoding").isEmpty();
        return lengths.size() > 1
                || (lengths.size() == 1
                        && (isCoded || !LENGTH.matcher(lengths.get(0)).matches()))
                || (isCoded && !tokens(response, "Transfer-Encoding").equals(List.of("chunked")));
    }

    /** Returns whether the status allows no body: such a response ends with its head, regardless of its fields. */
    public static boolean hasNoBody(int status) {
        return status == 204 || status == RESET_CONTENT || status == 304;
    }

    private static boolean hasBodyAgainstItsStatus(ResponseHead response) {
        if (!hasNoBody(response.status())) {
            return false;
        }
        List<String> lengths = response.values("Content-Length");
        boolean endsWithItsHead = response.status() != RESET_CONTENT
                && lengths.isEmpty()
                && response.values("Transfer-Encoding").isEmpty();
        return !endsWithItsHead && !lengths.equals(List.of("0"));
    }

    private static Duration stated(List<String> fields) {
        Duration idle = LONGEST;
        for (String field : fields) {
            Matcher parameter = PARAMETER.matcher(field);
            while (parameter.find()) {
                long number = Long.parseLong(parameter.group(2));
                boolean isTime = parameter.group(1).toLowerCase(Locale.ROOT).equals("timeout");
                Duration limit = isTime ? cut(Duration.ofSeconds(number)) : number == 0 ? Duration.ZERO : LONGEST;
                idle = limit.compareTo(idle) < 0 ? limit : idle;
            }
        }
        return idle;
    }

    /** Of a time that is hardly longer than the margin, half remains. */
    private static Duration cut(Duration stated) {
        Duration half = stated.dividedBy(2);
        Duration less = stated.minus(MARGIN);
        return less.compareTo(half) > 0 ? less : half;
    }

    private static List<String> tokens(ResponseHead response, String field) {
        var tokens = new ArrayList<String>();
        for (String value : response.values(field)) {
            for (String token : value.split(",", -1)) {
                tokens.add(token.strip().toLowerCase(Locale.ROOT));
            }
        }
        return tokens;
    }
}
