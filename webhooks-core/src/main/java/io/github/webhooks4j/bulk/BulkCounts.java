package io.github.webhooks4j.bulk;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many chains a bulk job has come to, by what became of them. Immutable.
 *
 * @param done on how many the action took effect
 * @param failed how many the store refused, each by itself; they are as they were
 * @param skipped how many were left as they were, by reason; without the reasons that did not occur
 */
public record BulkCounts(long done, long failed, Map<BulkSkip, Long> skipped) {
    /** No chains. */
    public static final BulkCounts NONE = new BulkCounts(0, 0, Map.of());

    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if a count is negative
     */
    public BulkCounts {
        requireNotNegative("done", done);
        requireNotNegative("failed", failed);
        var positive = new EnumMap<BulkSkip, Long>(BulkSkip.class);
        skipped.forEach((reason, count) -> {
            requireNotNegative("skipped as " + reason.code(), count);
            if (count > 0) {
                positive.put(reason, count);
            }
        });
        skipped = Collections.unmodifiableMap(positive);
    }

    private static void requireNotNegative(String field, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(field + " must be at least 0, was " + count);
        }
    }

    /** Returns how many were skipped for a reason. */
    public long skipped(BulkSkip reason) {
        return skipped.getOrDefault(reason, 0L);
    }

    /** Returns how many chains it has come to. */
    public long total() {
        return done
                + failed
                + skipped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the counts with one more chain on which the action took effect. */
    public BulkCounts plusDone() {
        return new BulkCounts(done + 1, failed, skipped);
    }

    /** Returns the counts with one more chain that the store refused. */
    public BulkCounts plusFailed() {
        return new BulkCounts(done, failed + 1, skipped);
    }

    /** Returns the counts with one more chain that was skipped. */
    public BulkCounts plus(BulkSkip reason) {
        return plus(new BulkCounts(0, 0, Map.of(reason, 1L)));
    }

    /** Returns the sums of both. */
    public BulkCounts plus(BulkCounts more) {
        var sums = new EnumMap<BulkSkip, Long>(BulkSkip.class);
        sums.putAll(skipped);
        more.skipped.forEach((reason, count) -> sums.merge(reason, count, Long::sum));
        return new BulkCounts(done + more.done, failed + more.failed, sums);
    }
}
