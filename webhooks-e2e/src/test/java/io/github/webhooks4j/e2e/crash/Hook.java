package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The webhooks that are under load. Each watches a topic of its own, but for {@link #AUDIT}, which watches them all. */
@SuppressWarnings("ImmutableEnumChecker") // schedules are immutable, which the checker cannot see
enum Hook {
    /** Exhausts its retries soon: two attempts. */
    SINGLE(1, false, 1, Duration.ofHours(1)),
    PAIR(2, true, 12, Duration.ofHours(1)),
    TRIPLE(3, true, 12, Duration.ofHours(1)),
    /** Its receiver responds slowly, so that there is always something in flight when a node is killed. */
    SLOW(1, false, 12, Duration.ofHours(1)),
    /** Its receiver often never calls back: the deadline interrupts its chains. */
    FORGETFUL(1, true, 12, Duration.ofSeconds(3)),
    AUDIT(1, false, 12, Duration.ofHours(1));

    private static final String NAMESPACE = "acme";

    private final int steps;
    private final boolean expectFinalCallback;
    private final int retries;
    private final Duration callbackDeadline;

    Hook(int steps, boolean expectFinalCallback, int retries, Duration callbackDeadline) {
        this.steps = steps;
        this.expectFinalCallback = expectFinalCallback;
        this.retries = retries;
        this.callbackDeadline = callbackDeadline;
    }

    /** How many chains every event starts: that of its topic's webhook, and the audit's. */
    static final int CHAINS_PER_EVENT = 2;

    static Hook ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String topic() {
        return NAMESPACE + "/" + (this == AUDIT ? "*" : word());
    }

    int steps() {
        return steps;
    }

    int attempts() {
        return retries + 1;
    }

    boolean isLast(int step) {
        return step == steps - 1;
    }

    /** Returns whether a chain continues, or is complete, only after the step's callback. */
    boolean waitsForCallback(int step) {
        return !isLast(step) || expectFinalCallback;
    }

    WebhookDraft draft(URI receivers) {
        List<String> urls = IntStream.range(0, steps)
                .mapToObj(step -> receivers + "/" + word() + "/" + step)
                .toList();
        return WebhookDraft.builder(word(), topic(), urls)
                .expectFinalCallback(expectFinalCallback)
                .retrySchedule(retrySchedule())
                .callbackDeadline(callbackDeadline)
                .build();
    }

    private RetrySchedule retrySchedule() {
        return RetrySchedule.of(IntStream.range(0, retries)
                .mapToObj(failure -> Duration.ofMillis(Math.min(2000, 100L << failure)))
                .toArray(Duration[]::new));
    }
}
