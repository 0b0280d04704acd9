package io.github.webhooks4j.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookRules;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which chains to find: those that meet every condition. Begin with {@link #all()}. Times are those of the store's clock.
 * Immutable.
 *
 * <p>A condition that no chain can meet beside another one is refused: a last status beside a last failure, causes beside states
 * without {@link ChainState.Kind#INTERRUPTED}, and an empty range of times.
 */
public final class HistoryQuery {
    /** The most chains that one look at the history looks at. */
    public static final int MAX_LOOKED = 10_000;

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");
    private static final HistoryQuery ALL = new HistoryQuery(new Conditions());

    private final Conditions conditions;
    private final @Nullable EventFilter topicFilter;

    /** The conditions while a query is made of another one. */
    private static final class Conditions {
        private @Nullable WebhookId webhook;
        private @Nullable String topic;
        private @Nullable String owner;
        private @Nullable EventId event;
        private @Nullable TypePattern type;
        private Set<ChainState.Kind> states = Set.of();
        private Set<InterruptionCause> causes = Set.of();
        private @Nullable StatusRange lastStatus;
        private @Nullable FailureCode lastFailure;
        private @Nullable Instant from;
        private @Nullable Instant until;

        Conditions copy() {
            var copy = new Conditions();
            copy.webhook = webhook;
            copy.topic = topic;
            copy.owner = owner;
            copy.event = event;
            copy.type = type;
            copy.states = states;
            copy.causes = causes;
            copy.lastStatus = lastStatus;
            copy.lastFailure = lastFailure;
            copy.from = from;
            copy.until = until;
            return copy;
        }
    }

    private HistoryQuery(Conditions conditions) {
        this.conditions = conditions;
        this.topicFilter = conditions.topic == null ? null : EventFilter.of(conditions.topic);
        if (conditions.owner != null) {
            WebhookRules.requireOwner(conditions.owner);
        }
        if (conditions.lastStatus != null && conditions.lastFailure != null) {
            throw new IllegalArgumentException("a history query must have a last status or a last failure, was "
                    + "both: an attempt has a response or none");
        }
        if (!conditions.causes.isEmpty()
                && !conditions.states.isEmpty()
                && !conditions.states.contains(ChainState.Kind.INTERRUPTED)) {
            throw new IllegalArgumentException("a history query with causes must have the state interrupted, or no "
                    + "states at all, was "
                    + conditions.states.stream().map(ChainState.Kind::code).toList());
        }
        checkTimes(conditions.from, conditions.until);
    }

    private static void checkTimes(@Nullable Instant from, @Nullable Instant until) {
        checkTime("from", from);
        checkTime("until", until);
        if (from != null && until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException("from must be before until, was " + from + " and " + until);
        }
    }

    private static void checkTime(String name, @Nullable Instant time) {
        if (time != null && (time.isBefore(FIRST) || time.isAfter(LAST))) {
            throw new IllegalArgumentException(name + " must be " + FIRST + " to " + LAST + ", was " + time);
        }
    }

    /** Returns the query for all chains. */
    public static HistoryQuery all() {
        return ALL;
    }

    private HistoryQuery with(Consumer<Conditions> change) {
        Conditions changed = conditions.copy();
        change.accept(changed);
        return new HistoryQuery(changed);
    }

    /** Returns this query for the chains of one webhook only, also of a deleted one. */
    public HistoryQuery webhook(WebhookId webhook) {
        requireNonNull(webhook, "webhook");
        return with(changed -> changed.webhook = webhook);
    }

    /**
     * Returns this query for one topic or namespace only.
     *
     * @param pattern the topic of the event, for example {@code acme/app}, or all of a namespace: {@code acme/*}
     * @throws IllegalArgumentException if no webhook could have it
     */
    public HistoryQuery topic(String pattern) {
        requireNonNull(pattern, "pattern");
        return with(changed -> changed.topic = pattern);
    }

    /**
     * Returns this query for the chains of one owner's webhooks only: those that have the owner now, or had when they were deleted.
     *
     * @throws IllegalArgumentException if no webhook could have it
     */
    public HistoryQuery owner(String owner) {
        requireNonNull(owner, "owner");
        return with(changed -> changed.owner = owner);
    }

    /** Returns this query for the chains of one event only, its reruns included. */
    public HistoryQuery event(EventId event) {
        requireNonNull(event, "event");
        return with(changed -> changed.event = event);
    }

    /**
     * Returns this query for some types of events only.
     *
     * @param pattern a type, or all that begin with a prefix: {@code order.*}
     * @throws IllegalArgumentException if it is no {@link TypePattern}
     */
    public HistoryQuery type(String pattern) {
        requireNonNull(pattern, "pattern");
        var parsed = new TypePattern(pattern);
        return with(changed -> changed.type = parsed);
    }

    /**
     * Returns this query for some states only.
     *
     * @param states any of them; empty: all
     * @throws IllegalArgumentException if the query has causes, and the states are some without {@code INTERRUPTED}
     */
    public HistoryQuery states(Set<ChainState.Kind> states) {
        Set<ChainState.Kind> copy = copyOf(states, ChainState.Kind.class);
        return with(changed -> changed.states = copy);
    }

    /**
     * Returns this query for interrupted chains with some causes only.
     *
     * @param causes any of them; empty: whatever the cause, and whatever the state
     * @throws IllegalArgumentException if the query has states without {@code INTERRUPTED}
     */
    public HistoryQuery causes(Set<InterruptionCause> causes) {
        Set<InterruptionCause> copy = copyOf(causes, InterruptionCause.class);
        return with(changed -> changed.causes = copy);
    }

    /**
     * Returns this query for chains whose last attempt got a response with some status only.
     *
     * @throws IllegalArgumentException if the query has a last failure
     */
    public HistoryQuery lastStatus(StatusRange range) {
        requireNonNull(range, "range");
        return with(changed -> changed.lastStatus = range);
    }

    /**
     * Returns this query for chains whose last attempt got no response for one reason only.
     *
     * @throws IllegalArgumentException if the query has a last status
     */
    public HistoryQuery lastFailure(FailureCode failure) {
        requireNonNull(failure, "failure");
        return with(changed -> changed.lastFailure = failure);
    }

    /**
     * Returns this query for chains that started at a time or later. One that was started more than an hour after its event was
     * published, because many others were to be created before it or the transaction of the application was open for as long,
     * may be left out.
     *
     * @param time from 1970 to 2200
     * @throws IllegalArgumentException if the time is out of range, or not before {@link #until()}
     */
    public HistoryQuery from(Instant time) {
        requireNonNull(time, "time");
        return with(changed -> changed.from = time);
    }

    /**
     * Returns this query for chains that started before a time only.
     *
     * @param time from 1970 to 2200
     * @throws IllegalArgumentException if the time is out of range, or not after {@link #from()}
     */
    public HistoryQuery until(Instant time) {
        requireNonNull(time, "time");
        return with(changed -> changed.until = time);
    }

    /** Returns the webhook; null for any. */
    public @Nullable WebhookId webhook() {
        return conditions.webhook;
    }

    /** Returns the topic or namespace; null for any. */
    public @Nullable String topic() {
        return conditions.topic;
    }

    /** Returns the owner; null for any, and for none. */
    public @Nullable String owner() {
        return conditions.owner;
    }

    /** Returns the event; null for any. */
    public @Nullable EventId event() {
        return conditions.event;
    }

    /** Returns the pattern of types; null for any type. */
    public @Nullable String type() {
        return conditions.type == null ? null : conditions.type.pattern();
    }

    /** Returns the states, in their order; empty for any. Unmodifiable. */
    public Set<ChainState.Kind> states() {
        return conditions.states;
    }

    /** Returns the causes, in their order; empty for any, and for none. Unmodifiable. */
    public Set<InterruptionCause> causes() {
        return conditions.causes;
    }

    /** Returns the range of the last status; null for any, and for none. */
    public @Nullable StatusRange lastStatus() {
        return conditions.lastStatus;
    }

    /** Returns the last failure; null for any, and for none. */
    public @Nullable FailureCode lastFailure() {
        return conditions.lastFailure;
    }

    /** Returns the earliest time of a start; null for any. */
    public @Nullable Instant from() {
        return conditions.from;
    }

    /** Returns the time before which chains started; null for any. */
    public @Nullable Instant until() {
        return conditions.until;
    }

    /** Returns whether a chain meets every condition but that of the owner, which a summary does not have. */
    public boolean matches(ChainSummary chain) {
        return (conditions.webhook == null || conditions.webhook.equals(chain.webhook()))
                && (conditions.event == null || conditions.event.equals(chain.event()))
                && (topicFilter == null || topicFilter.matchesTopic(chain.topic()))
                && (conditions.type == null || conditions.type.matches(chain.type()))
                && matchesState(chain.state())
                && matchesLast(chain)
                && (conditions.from == null || !chain.startedAt().isBefore(conditions.from))
                && (conditions.until == null || chain.startedAt().isBefore(conditions.until));
    }

    private boolean matchesState(ChainState state) {
        return (conditions.states.isEmpty() || conditions.states.contains(state.kind()))
                && (conditions.causes.isEmpty()
                        || (state instanceof ChainState.Interrupted interrupted
                                && conditions.causes.contains(interrupted.cause())));
    }

    private boolean matchesLast(ChainSummary chain) {
        Integer status = chain.lastStatus();
        return (conditions.lastStatus == null || (status != null && conditions.lastStatus.contains(status)))
                && (conditions.lastFailure == null || conditions.lastFailure == chain.lastFailure());
    }

    /** Returns the query as JSON, as {@link #parse} reads it: the same text for equal queries. */
    public String toJson() {
        return HistoryQueryJson.write(this);
    }

    /**
     * Reads a query.
     *
     * @param json from {@link #toJson()}
     * @throws IllegalArgumentException if it is not JSON, has a key or a value that no query has, or has conditions that are refused
     */
    public static HistoryQuery parse(String json) {
        return HistoryQueryJson.read(json);
    }

    private static <E extends Enum<E>> Set<E> copyOf(Collection<E> values, Class<E> type) {
        EnumSet<E> copy = EnumSet.noneOf(type);
        copy.addAll(values);
        return Collections.unmodifiableSet(copy);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HistoryQuery query && toJson().equals(query.toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return toJson();
    }
}
