package io.github.webhooks4j.e2e.crash;

import java.util.ArrayList;
import java.util.List;

/** The violations that an audit found. Confined to one thread. */
final class Findings {
    private static final int SHOWN = 10;

    /** What was promised and is missing: an event, a chain, a callback that got the response 200, an end of a chain. */
    final List<String> lost = new ArrayList<>();
    /** A step that was settled, or a move that was made, more than once. */
    final List<String> twice = new ArrayList<>();
    /** Anything else. */
    final List<String> wrong = new ArrayList<>();

    /** Shows the first of each kind. */
    @Override
    public String toString() {
        return show("lost", lost) + show("twice", twice) + show("wrong", wrong);
    }

    boolean isEmpty() {
        return lost.isEmpty() && twice.isEmpty() && wrong.isEmpty();
    }

    private static String show(String kind, List<String> findings) {
        var text = new StringBuilder();
        findings.stream()
                .limit(SHOWN)
                .forEach(
                        finding -> text.append("\n  ").append(kind).append(": ").append(finding));
        return findings.size() > SHOWN ? text + "\n  and " + (findings.size() - SHOWN) + " more" : text.toString();
    }
}
