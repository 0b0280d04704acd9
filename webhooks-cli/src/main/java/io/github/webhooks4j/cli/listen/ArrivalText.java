package io.github.webhooks4j.cli.listen;

import io.github.webhooks4j.cli.io.Printable;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Describes requests in lines for a terminal. */
final class ArrivalText {
    /** The most characters of a body that are shown. */
    private static final int MAX_SHOWN = 4_000;

    private ArrivalText() {}

    static String of(Arrival arrival) {
        String text = new String(arrival.body(), StandardCharsets.UTF_8);
        String start = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) : text;
        return arrival.at().truncatedTo(ChronoUnit.SECONDS) + " " + Printable.of(arrival.method()) + " "
                + Printable.of(arrival.path()) + "  " + shown(arrival.type(), "no type") + "  "
                + shown(arrival.id(), "no webhook-id")
                + (arrival.times() == 1 ? "" : " (request " + arrival.times() + " of this id)") + "  "
                + arrival.signature() + "  -> " + arrival.response()
                + "\n  " + Printable.of(start) + (text.length() > MAX_SHOWN ? " …" : "");
    }

    private static String shown(@Nullable String value, String absent) {
        return value == null ? absent : Printable.of(value);
    }
}
