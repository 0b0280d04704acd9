package io.github.webhooks4j.engine.internal.context;

import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Creates ids: a prefix and a lower-case ULID, which is 48 bits of milliseconds and 80 random bits in Crockford's base
 * 32. Later ids sort later, and nodes need no coordination. Thread-safe if the random source is.
 */
public final class UlidFactory {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;

    private final Clock clock;
    private final RandomGenerator random;

    public UlidFactory(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public EventId event() {
        return new EventId(next("evt_"));
    }

    public NodeId node() {
        return new NodeId(next("node_"));
    }

    public WebhookId webhook() {
        return new WebhookId(next("wh_"));
    }

    public BulkJobId bulkJob() {
        return new BulkJobId(next("bulk_"));
    }

    private String next(String prefix) {
        var id = new StringBuilder(prefix.length() + TIME_DIGITS + RANDOM_DIGITS).append(prefix);
        long millis = clock.millis();
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            id.append(DIGITS.charAt((int) (millis >>> (5 * digit)) & 31));
        }
        byte[] bytes = new byte[RANDOM_DIGITS];
        random.nextBytes(bytes);
        for (byte b : bytes) {
            id.append(DIGITS.charAt(b & 31));
        }
        return id.toString();
    }
}
