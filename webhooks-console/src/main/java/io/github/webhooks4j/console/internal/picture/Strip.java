package io.github.webhooks4j.console.internal.picture;

import io.github.webhooks4j.console.internal.model.ChainRow;
import io.github.webhooks4j.console.internal.model.Shell;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The states of some chains as a row of boxes, the latest at the end.
 *
 * @param states the codes of the states, the earliest first
 */
public record Strip(List<String> states) {
    /** Returns the strip of a list that has the latest first. */
    public static Strip of(List<ChainRow> latestFirst) {
        List<String> states = latestFirst.stream().map(ChainRow::state).collect(Collectors.toList());
        Collections.reverse(states);
        return new Strip(states);
    }

    /** Returns the same in words, such as {@code 46 complete, 3 interrupted}. */
    public String words(Shell shell) {
        Map<String, Long> counts = states.stream()
                .collect(Collectors.groupingBy(state -> state, LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> shell.text("strip.count", entry.getValue(), shell.text("state." + entry.getKey())))
                .collect(Collectors.joining(", "));
    }
}
