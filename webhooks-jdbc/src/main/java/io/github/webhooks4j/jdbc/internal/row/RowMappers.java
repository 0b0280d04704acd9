package io.github.webhooks4j.jdbc.internal.row;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackProblem;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.EventAttributes;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.Lease;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads rows as records and writes records as rows, the same for every database. */
public final class RowMappers {

    /** A character for private use, which is rare in texts. */
    private static final char ESCAPE = '\uE000';

    private static final String ESCAPE_TEXT = String.valueOf(ESCAPE);
    private static final Pattern ESCAPED = Pattern.compile(ESCAPE + "([0" + ESCAPE + "])");

    private RowMappers() {}

    /** As many seconds as an INTEGER has room for in microseconds. */
    private static final long MAX_SECONDS = Integer.MAX_VALUE / 1_000_000;

    /** Begins the id of a webhook whose row is lost; its number follows. */
    private static final String LOST = "lost_";

    /** Reads the two columns of a chain's key, which come first in a row. */
    public static ChainId chainId(ResultSet row) throws SQLException {
        return ChainId.of(row.getLong(1), row.getLong(2));
    }

    /** Returns the number of a webhook; of one whose row is lost, and of which only the number is known, that. */
    public static long number(WebhookId webhook) {
        String id = webhook.value();
        if (id.startsWith(LOST)) {
            try {
                return Long.parseLong(id.substring(LOST.length()));
            } catch (NumberFormatException e) {
                return webhook.number();
            }
        }
        return webhook.number();
    }

    /**
     * Reads, behind a chain's key, due_at, attempt, failures, sender_faults, new_connection, fencing_token, lease_owner
     * and available_at.
     */
    static PendingDelivery pending(ResultSet row) throws SQLException {
        String holder = row.getString(9);
        Lease lease = holder == null ? null : new Lease(new NodeId(holder), time(row, 10));
        return new PendingDelivery(time(row, 3), next(row, 4), row.getInt(8), lease);
    }

    /** Reads ordering_key and ordering_sequence; null if there is no key. */
    public static @Nullable OrderingTurn turn(ResultSet row, int column) throws SQLException {
        String key = row.getString(column);
        return key == null ? null : new OrderingTurn(new OrderingKey(key), row.getLong(column + 1));
    }

    /** Reads attempt, failures, sender_faults and new_connection. */
    public static NextAttempt next(ResultSet row, int column) throws SQLException {
        return new NextAttempt(
                row.getInt(column), row.getInt(column + 1), row.getInt(column + 2), row.getInt(column + 3) == 1);
    }

    /** Returns what settings a chain runs by: revision, steps, expect_final, callback_deadline_millis, destinations. */
    public static @Nullable Object[] planRow(StoredChain record) {
        ChainPlan plan = record.chain().plan();
        return new @Nullable Object[] {
            record.revision(),
            plan.steps(),
            plan.expectFinalCallback() ? 1 : 0,
            plan.callbackDeadline().toMillis(),
            numbers(plan)
        };
    }

    /** Returns the numbers of a plan's destinations, separated by spaces; null if each is that of its step, as with most. */
    private static @Nullable String numbers(ChainPlan plan) {
        List<Integer> numbers = plan.destinations();
        for (int step = 0; step < numbers.size(); step++) {
            if (numbers.get(step) != step) {
                return numbers.stream().map(String::valueOf).collect(joining(" "));
            }
        }
        return null;
    }

    /** Returns what changes: state, step, cause, deadline_at, resume_count, finished_at. */
    public static @Nullable Object[] stateRow(StoredChain record) {
        ChainState state = record.chain().state();
        return new @Nullable Object[] {
            ChainStateCode.of(record),
            state.step(),
            state instanceof ChainState.Interrupted interrupted
                    ? interrupted.cause().code()
                    : null,
            state instanceof ChainState.AwaitingCallback awaiting ? millis(awaiting.deadline()) : null,
            record.chain().resumeCount(),
            millis(record.finishedAt())
        };
    }

    /**
     * Returns webhook_number, chain_number, destination, step, resume_count, due_at, attempt, failures, sender_faults,
     * new_connection, fencing_token, lease_owner, available_at, ordering_key, ordering_sequence.
     */
    public static @Nullable Object[] pendingRow(StoredChain record, PendingDelivery due) {
        Lease lease = due.lease();
        OrderingTurn turn = record.orderedLane() == null ? null : record.turn();
        return new @Nullable Object[] {
            record.chain().id().webhookNumber(),
            record.chain().id().number(),
            record.lane().destination(),
            record.chain().state().step(),
            record.chain().resumeCount(),
            millis(due.at()),
            due.next().number(),
            due.next().failures(),
            due.next().senderFaults(),
            due.next().onNewConnection() ? 1 : 0,
            due.fencingToken(),
            lease == null ? null : lease.holder().value(),
            millis(due.availableAt()),
            turn == null ? null : turn.key().value(),
            turn == null ? null : turn.sequence()
        };
    }

    /** Puts rows together to one. */
    public static @Nullable Object[] joined(@Nullable Object[]... rows) {
        int length = 0;
        for (@Nullable Object[] row : rows) {
            length += row.length;
        }
        var joined = new @Nullable Object[length];
        int end = 0;
        for (@Nullable Object[] row : rows) {
            System.arraycopy(row, 0, joined, end, row.length);
            end += row.length;
        }
        return joined;
    }

    /** Reads, behind a chain's key, step, resume_count, state, description, context, target_url and received_at. */
    static StoredCallback callback(ResultSet row) throws SQLException {
        String targetUrl = row.getString(8);
        var callback = new Callback(
                CallbackState.fromCode(row.getString(5)).orElseThrow(),
                text(row, 6),
                text(row, 7),
                targetUrl == null ? null : URI.create(targetUrl));
        return new StoredCallback(row.getInt(3), row.getInt(4), callback, time(row, 9));
    }

    /**
     * Returns webhook_number, chain_number, step, resume_count, state, description, context, target_url and received_at.
     */
    public static @Nullable Object[] callbackRow(ChainId chain, StoredCallback record) {
        Callback callback = record.callback();
        URI targetUrl = callback.targetUrl();
        return new @Nullable Object[] {
            chain.webhookNumber(),
            chain.number(),
            record.step(),
            record.resumes(),
            callback.state().code(),
            text(callback.description()),
            text(callback.context()),
            targetUrl == null ? null : targetUrl.toString(),
            millis(record.at())
        };
    }

    /** Reads, behind a chain's key, step, kind, detail and received_at. */
    public static StoredCallbackProblem callbackProblem(ResultSet row) throws SQLException {
        CallbackProblem.Kind kind =
                CallbackProblem.Kind.fromCode(row.getString(4)).orElseThrow();
        return new StoredCallbackProblem(row.getInt(3), new CallbackProblem(kind, row.getString(5)), time(row, 6));
    }

    /** Returns webhook_number, chain_number, step, kind, detail and received_at. */
    public static @Nullable Object[] callbackProblemRow(ChainId chain, StoredCallbackProblem record) {
        return new @Nullable Object[] {
            chain.webhookNumber(),
            chain.number(),
            record.step(),
            record.problem().kind().code(),
            record.problem().detail(),
            millis(record.at())
        };
    }

    /**
     * Reads webhook_number, chain_number, step, resume_count, attempt_number, fencing_token, attempted_at, status, failure,
     * retry_after, location, body, total_micros, connect_micros, first_byte_micros and download_micros.
     */
    public static StoredAttempt attempt(ResultSet row) throws SQLException {
        var delivery = new DeliveryId(chainId(row), row.getInt(3));
        var timing = new Timing(micros(row, 13), micros(row, 14), micros(row, 15), micros(row, 16));
        String failure = row.getString(9);
        DeliveryResult result = failure == null
                ? new DeliveryResult.Response(
                        row.getInt(8), text(row, 10), text(row, 11), requireNonNull(text(row, 12)), timing)
                : new DeliveryResult.NoResponse(FailureCode.fromCode(failure).orElseThrow(), timing);
        return new StoredAttempt(
                new ClaimToken(delivery, row.getInt(4), row.getInt(6)),
                new Attempt(row.getInt(5), time(row, 7), result));
    }

    /** Returns what {@link #attempt} reads. */
    public static @Nullable Object[] attemptRow(StoredAttempt record) {
        ClaimToken key = record.key();
        DeliveryResult result = record.attempt().result();
        DeliveryResult.Response response = result instanceof DeliveryResult.Response given ? given : null;
        Timing timing = result.timing();
        return new @Nullable Object[] {
            key.delivery().chain().webhookNumber(),
            key.delivery().chain().number(),
            key.delivery().step(),
            key.resumeCount(),
            record.attempt().number(),
            key.fencingToken(),
            millis(record.attempt().at()),
            response == null ? null : response.status(),
            result instanceof DeliveryResult.NoResponse noResponse
                    ? noResponse.code().code()
                    : null,
            response == null ? null : text(response.retryAfter()),
            response == null ? null : text(response.location()),
            response == null ? null : text(response.body()),
            micros(timing.total()),
            micros(timing.connect()),
            micros(timing.timeToFirstByte()),
            micros(timing.download())
        };
    }

    /**
     * Returns whether an attempt may be stored in the row of its chain: the first one, with a response of which only the status and the
     * times are to be stored.
     */
    public static boolean fitsRowOfChain(StoredAttempt record) {
        ClaimToken key = record.key();
        return record.attempt().number() == 1
                && key.fencingToken() == 1
                && key.resumeCount() == 0
                && key.delivery().step() == 0
                && record.attempt().result() instanceof DeliveryResult.Response response
                && response.body().isEmpty()
                && response.retryAfter() == null
                && response.location() == null
                && fitsInteger(response.timing().total())
                && fitsInteger(response.timing().connect())
                && fitsInteger(response.timing().timeToFirstByte())
                && fitsInteger(response.timing().download());
    }

    private static boolean fitsInteger(Duration duration) {
        return !duration.isNegative() && duration.toSeconds() < MAX_SECONDS;
    }

    /**
     * Returns what the first attempt changes: state, deadline_at, finished_at, of the attempt when it began, status, total, connect, first
     * byte and download times, then webhook_number, number and revision.
     *
     * @param first the attempt; null if it is not stored in the row of its chain
     */
    public static @Nullable Object[] settledRow(StoredChain record, @Nullable StoredAttempt first) {
        ChainId id = record.chain().id();
        var row = new @Nullable Object[12];
        row[0] = ChainStateCode.of(record);
        row[1] = record.chain().state() instanceof ChainState.AwaitingCallback awaiting
                ? millis(awaiting.deadline())
                : null;
        row[2] = millis(record.finishedAt());
        if (first != null && first.attempt().result() instanceof DeliveryResult.Response response) {
            Timing timing = response.timing();
            row[3] = millis(first.attempt().at());
            row[4] = response.status();
            row[5] = (int) micros(timing.total());
            row[6] = (int) micros(timing.connect());
            row[7] = (int) micros(timing.timeToFirstByte());
            row[8] = (int) micros(timing.download());
        }
        row[9] = id.webhookNumber();
        row[10] = id.number();
        row[11] = record.revision();
        return row;
    }

    /** Returns untrusted text as it is stored: PostgreSQL's text cannot hold the character 0, and what receivers send may. */
    public static @Nullable String text(@Nullable String text) {
        return text == null || (text.indexOf('\0') < 0 && text.indexOf(ESCAPE) < 0)
                ? text
                : text.replace(ESCAPE_TEXT, ESCAPE_TEXT + ESCAPE_TEXT).replace("\0", ESCAPE_TEXT + "0");
    }

    /** Reads what {@link #text(String)} has written. */
    public static @Nullable String text(ResultSet row, int column) throws SQLException {
        String written = row.getString(column);
        return written == null || written.indexOf(ESCAPE) < 0
                ? written
                : ESCAPED.matcher(written).replaceAll(found -> found.group(1).equals("0") ? "\0" : ESCAPE_TEXT);
    }

    /** Returns attributes as they are stored: a JSON object; null for none. */
    public static @Nullable String attributes(EventAttributes attributes) {
        return attributes.values().isEmpty()
                ? null
                : new String(StrictJson.write(attributes.values()), StandardCharsets.UTF_8);
    }

    /** Reads what {@link #attributes(EventAttributes)} has written. */
    public static EventAttributes attributes(ResultSet row, int column) throws SQLException {
        String json = row.getString(column);
        if (json == null) {
            return EventAttributes.NONE;
        }
        var values = new HashMap<String, String>();
        StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE)
                .forEach((name, value) -> values.put(name, String.valueOf(value)));
        return new EventAttributes(values);
    }

    /** Reads how far an event goes as a test; null if it is none. */
    public static @Nullable TestScope test(ResultSet row, int column) throws SQLException {
        String code = row.getString(column);
        return code == null ? null : TestScope.fromCode(code).orElseThrow();
    }

    /** Reads, behind a chain's key, the event's id, topic, type and test. */
    public static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                new EventId(row.getString(3)), new Topic(row.getString(4)), row.getString(5), test(row, 6));
    }

    public static Instant time(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    public static @Nullable Instant timeOrNull(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    public static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    static Duration micros(ResultSet row, int column) throws SQLException {
        return Duration.of(row.getLong(column), ChronoUnit.MICROS);
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /**
     * Returns a chain with its callbacks: of each step the latest settled it, those before settled earlier runs of it. Of the
     * present step only one that came since the chain was last resumed settled it.
     */
    static Chain withCallbacks(Chain chain, List<StoredCallback> callbacks) {
        if (callbacks.isEmpty()) {
            return chain;
        }
        var settling = new HashMap<Integer, Callback>();
        var former = new HashMap<Integer, List<Callback>>();
        // Not by their times: a clock may have been set back.
        List<StoredCallback> inOrder = callbacks.stream()
                .sorted(Comparator.comparingInt(StoredCallback::resumes))
                .toList();
        for (StoredCallback record : inOrder) {
            int step = record.step();
            Callback before = settling.put(step, record.callback());
            if (before != null) {
                former.computeIfAbsent(step, any -> new ArrayList<>()).add(before);
            }
            if (step == chain.state().step() && record.resumes() < chain.resumeCount()) {
                settling.remove(step);
                former.computeIfAbsent(step, any -> new ArrayList<>()).add(record.callback());
            }
        }
        return new Chain(chain.id(), chain.plan(), chain.state(), chain.resumeCount(), settling, former);
    }

    /**
     * Reads the status of a webhook.
     *
     * @throws IllegalArgumentException if there is no such status
     */
    public static WebhookStatus status(ResultSet row, int column) throws SQLException {
        String code = row.getString(column);
        return WebhookStatus.fromCode(code)
                .orElseThrow(() -> new IllegalArgumentException("there is no status of a webhook with this code"));
    }
}
