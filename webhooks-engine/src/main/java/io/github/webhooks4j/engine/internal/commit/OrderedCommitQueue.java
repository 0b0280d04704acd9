package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.context.Backoff;
import io.github.webhooks4j.engine.internal.context.Waker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Forms batches, for each {@link CommitShare} its own. A chain is in one batch at a time, and its mutations of one share are taken
 * in the order in which they were submitted, except that one that failed is retried later. New mutations and retries take turns, so
 * that neither delays the other. Thread-safe.
 */
public final class OrderedCommitQueue implements CommitQueue {
    private final Clock clock;
    private final CommitLimits limits;
    private final List<CommitShare> shares;
    private final Map<CommitShare, CommitLine> lines = new EnumMap<>(CommitShare.class); // the lines: guarded by this
    private final Set<ChainId> inFlight = new HashSet<>(); // guarded by this; the chains of batches in flight
    private boolean closed; // guarded by this

    /**
     * Creates an empty queue.
     *
     * @param committers woken, with no lock held, when there is something to write; the shares go round among them
     */
    public OrderedCommitQueue(Clock clock, CommitLimits limits, List<Waker> committers) {
        this.clock = clock;
        this.limits = limits;
        this.shares = CommitShare.of(committers.size());
        for (int i = 0; i < shares.size(); i++) {
            int share = i;
            List<Waker> ofShare = IntStream.range(0, committers.size())
                    .filter(committer -> committer % shares.size() == share)
                    .mapToObj(committers::get)
                    .toList();
            lines.put(shares.get(i), new CommitLine(clock, limits, ofShare, inFlight));
        }
    }

    @Override
    public List<CommitShare> shares() {
        return shares;
    }

    @Override
    public boolean add(PendingMutation entry) {
        CommitLine line = line(entry);
        boolean news;
        synchronized (this) {
            if (closed) {
                return false;
            }
            news = line.add(entry);
        }
        if (news) {
            line.wake();
        }
        return true;
    }

    @Override
    public synchronized List<PendingMutation> nextBatch(CommitShare share) {
        CommitLine line = line(share);
        var batch = new ArrayList<PendingMutation>();
        try {
            line.fill(batch);
            for (PendingMutation entry : batch) {
                inFlight.addAll(entry.chains());
            }
        } catch (RuntimeException | Error e) {
            forget(batch);
            throw e;
        }
        // From here on nothing allocates memory.
        line.taken(batch);
        return batch;
    }

    @Override
    public synchronized int size() {
        int size = 0;
        for (CommitLine line : lines.values()) {
            size += line.entries().size();
        }
        return size;
    }

    @Override
    public synchronized boolean settled(PendingMutation entry) {
        return line(entry).remove(entry);
    }

    @Override
    public synchronized void retryLater(PendingMutation entry, Duration longest, boolean alone) {
        entry.standing.pause = new Backoff(limits.firstPause(), longest).after(entry.standing.pause);
        entry.standing.retryAt = clock.instant().plus(entry.standing.pause);
        entry.standing.alone = alone;
        if (entry.standing.failedAt == null) {
            entry.standing.failedAt = clock.instant();
        }
    }

    @Override
    public void retryNow() {
        var waiting = new ArrayList<CommitLine>();
        synchronized (this) {
            for (CommitLine line : lines.values()) {
                if (line.retrying() > 0) {
                    makeDue(line);
                    waiting.add(line);
                }
            }
        }
        wakeOthers(waiting);
    }

    @Override
    public synchronized void takeAtOnce() {
        lines.values().forEach(CommitLine::takeAtOnce);
    }

    private static void makeDue(CommitLine line) {
        for (PendingMutation entry : line.entries()) {
            if (entry.standing.retryAt != null) {
                entry.standing.retryAt = Instant.MIN;
                entry.standing.pause = entry.standing.alone ? entry.standing.pause : Duration.ZERO;
            }
        }
    }

    @Override
    public void completed(List<PendingMutation> batch) {
        var waiting = new ArrayList<CommitLine>();
        synchronized (this) {
            forget(batch);
            for (PendingMutation entry : batch) {
                line(entry).giveBack(entry);
            }
            for (CommitLine line : lines.values()) {
                if (line.waitsForBatch()) {
                    waiting.add(line);
                }
            }
        }
        wakeOthers(waiting);
    }

    /** Wakes committers of several shares; a single committer is the caller, which looks again anyway. */
    private void wakeOthers(List<CommitLine> waiting) {
        if (shares.size() > 1) {
            waiting.forEach(CommitLine::wake);
        }
    }

    @Override
    public synchronized boolean withdraw(PendingMutation entry) {
        return !entry.standing.taken && line(entry).remove(entry);
    }

    @Override
    public synchronized @Nullable Instant nextDue(CommitShare share) {
        return line(share).nextDue();
    }

    @Override
    public synchronized int retrying() {
        int retrying = 0;
        for (CommitLine line : lines.values()) {
            retrying += line.retrying();
        }
        return retrying;
    }

    @Override
    public synchronized @Nullable Instant failingSince() {
        return lines.values().stream()
                .filter(line -> line.retrying() > 0)
                .flatMap(line -> line.entries().stream())
                .map(entry -> entry.standing.failedAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }

    @Override
    public synchronized List<PendingMutation> close() {
        closed = true;
        return lines.values().stream()
                .flatMap(line -> line.removeFresh().stream())
                .toList();
    }

    @Override
    public synchronized List<PendingMutation> taken() {
        return entries().filter(entry -> entry.standing.taken).toList();
    }

    private Stream<PendingMutation> entries() {
        return lines.values().stream().flatMap(line -> line.entries().stream());
    }

    private void forget(List<PendingMutation> batch) {
        for (PendingMutation entry : batch) {
            for (ChainId chain : entry.chains()) {
                inFlight.remove(chain);
            }
        }
    }

    private CommitLine line(PendingMutation entry) {
        return line(CommitShare.of(entry.change(), shares));
    }

    private CommitLine line(CommitShare share) {
        return Objects.requireNonNull(lines.get(share), "share");
    }
}
