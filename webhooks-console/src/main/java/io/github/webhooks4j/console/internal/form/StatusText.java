package io.github.webhooks4j.console.internal.form;

import io.github.webhooks4j.delivery.FinalStatuses;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Final statuses as people write them: {@code 404, 500-503}. */
public final class StatusText {
    /** What text must be. */
    static final String RULE = "must be statuses from 300 to 599 as 404, or 400-404 for several, separated by commas";

    private static final Pattern PART = Pattern.compile("([0-9]{3})(?:-([0-9]{3}))?");

    private StatusText() {}

    /** Reads statuses; empty text is 410 only. Empty if it is written in another way, or a status is out of range. */
    static Optional<FinalStatuses> read(String text) {
        var statuses = new TreeSet<Integer>();
        for (String part : text.split("[,\\s]+", -1)) {
            Matcher range = PART.matcher(part);
            if (range.matches()) {
                int first = Integer.parseInt(range.group(1));
                int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
                if (last < first) {
                    return Optional.empty();
                }
                for (int status = first; status <= last; status++) {
                    statuses.add(status);
                }
            } else if (!part.isEmpty()) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(new FinalStatuses(statuses));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Writes statuses, several in a row as one part; 410 alone, which is always one, as empty text. */
    static String of(FinalStatuses statuses) {
        return statuses.equals(FinalStatuses.GONE_ONLY) ? "" : shown(statuses.statuses());
    }

    /** Writes statuses for people, in the same way. */
    public static String shown(Set<Integer> statuses) {
        var parts = new ArrayList<String>();
        Integer[] all = new TreeSet<>(statuses).toArray(Integer[]::new);
        for (int i = 0; i < all.length; i++) {
            int first = i;
            while (i + 1 < all.length && all[i + 1] == all[i] + 1) {
                i++;
            }
            parts.add(first == i ? all[i].toString() : all[first] + "-" + all[i]);
        }
        return String.join(", ", parts);
    }
}
