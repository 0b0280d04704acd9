package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The candidates of several sources in one order, each once, asked for as they are needed. Used by one thread. */
final class MergedCandidates {
    private static final int MIN_PART = 8;
    private static final int MAX_PART = 4_000;

    private final JdbcSession session;
    private final long oldest;
    private final PriorityQueue<Stream> ready =
            new PriorityQueue<>(Comparator.comparing((Stream stream) -> stream.candidates.element()));
    private List<Stream> empty = new ArrayList<>();
    private Candidate previous;

    /** One source, and what it has returned that is not taken yet. */
    private static final class Stream {
        private final CandidateSource source;
        private final Deque<Candidate> candidates = new ArrayDeque<>();
        private int part;
        private boolean last;

        Stream(CandidateSource source, int part) {
            this.source = source;
            this.part = part;
        }
    }

    /**
     * Begins after a position.
     *
     * @param oldest the least number that a candidate may have
     * @param count how many are needed at first
     */
    MergedCandidates(JdbcSession session, List<CandidateSource> sources, Candidate after, long oldest, int count) {
        this.session = session;
        this.previous = after;
        this.oldest = oldest;
        int part = sources.size() == 1 ? count : Math.max(MIN_PART, 2 * count / Math.max(1, sources.size()));
        sources.forEach(source -> empty.add(new Stream(source, part)));
    }

    /** Returns the next ones, fewer only if there are no more. */
    List<Candidate> take(int count) throws SQLException {
        var taken = new ArrayList<Candidate>(count);
        while (taken.size() < count) {
            Candidate next = peek();
            if (next == null) {
                return taken;
            }
            taken.add(next);
            previous = next;
        }
        return taken;
    }

    /** Returns whether there are more. */
    boolean hasMore() throws SQLException {
        return peek() != null;
    }

    /** Returns the next one that was not taken, and leaves it there; null if there is none. */
    private @Nullable Candidate peek() throws SQLException {
        while (true) {
            while (!empty.isEmpty()) {
                fill();
            }
            Stream first = ready.peek();
            if (first == null || first.candidates.element().number() < oldest) {
                return null;
            }
            Candidate next = first.candidates.element();
            // Two sources may have the same chain.
            if (previous.compareTo(next) < 0) {
                return next;
            }
            ready.remove();
            first.candidates.remove();
            (first.candidates.isEmpty() ? empty : ready).add(first);
        }
    }

    private void fill() throws SQLException {
        StatementPipeline pipeline = session.pipeline();
        var asked = new ArrayList<Supplier<CandidateSource.Part>>();
        empty.removeIf(stream -> stream.last);
        for (Stream stream : empty) {
            asked.add(stream.source.ask(pipeline, previous, stream.part));
        }
        pipeline.flush();
        var unfilled = new ArrayList<Stream>();
        for (int i = 0; i < asked.size(); i++) {
            Stream stream = empty.get(i);
            CandidateSource.Part part = asked.get(i).get();
            stream.candidates.addAll(part.candidates());
            stream.last = part.last();
            stream.part = Math.min(MAX_PART, 4 * stream.part);
            (stream.candidates.isEmpty() ? unfilled : ready).add(stream);
        }
        empty = unfilled;
    }
}
