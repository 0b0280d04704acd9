package io.github.webhooks4j.postgresql.internal.notification;

import io.github.webhooks4j.jdbc.internal.commit.StoreEventPublisher;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects what other nodes are to be notified of until it is sent, as one line of words: {@code webhook/destination}
 * for a lane, {@link #WEBHOOKS}, or {@link #RESYNC} when there was too much. Thread-safe.
 */
public final class NotificationBuffer implements StoreEventPublisher {
    /** PostgreSQL takes less than 8,000 bytes; all words are ASCII. */
    static final int MAX_LENGTH = 7_999;

    private static final String WEBHOOKS = "webhooks";
    private static final String RESYNC = "resync";
    private static final String GREETING = "hello:";
    private static final Pattern LANE = Pattern.compile("([a-z0-9_]{1,64})/([0-9]{1,9})");

    /** Guarded by this. */
    private final Set<String> words = new LinkedHashSet<>();

    /** Of the words with a blank behind each; guarded by this. */
    private int length;

    @Override
    public synchronized void workAvailable(Collection<LaneKey> lanes) {
        lanes.forEach(lane -> add(lane.toString()));
    }

    @Override
    public synchronized void webhooksChanged() {
        add(WEBHOOKS);
    }

    /** Returns what has gathered, and begins anew; null if there is nothing. */
    public synchronized @Nullable String take() {
        if (words.isEmpty()) {
            return null;
        }
        String said = String.join(" ", words);
        words.clear();
        length = 0;
        return said;
    }

    /** Returns a word by which a node that sent it knows that it receives; other nodes ignore it. */
    static String greeting(long session) {
        return GREETING + session;
    }

    /** Notifies a listener of what another node sent. */
    public static void dispatch(String said, StoreListener watcher) {
        for (String word : said.split(" ", -1)) {
            Matcher lane = LANE.matcher(word);
            if (lane.matches()) {
                watcher.onWorkAvailable(new LaneKey(new WebhookId(lane.group(1)), Integer.parseInt(lane.group(2))));
            } else if (word.equals(WEBHOOKS)) {
                watcher.onWebhooksChanged();
            } else if (!word.startsWith(GREETING)) {
                // RESYNC, or a word of a later version: either way something happened.
                watcher.onResyncRequired();
            }
        }
    }

    private void add(String word) {
        if (words.contains(RESYNC) || !words.add(word)) {
            return;
        }
        length += word.length() + 1;
        if (length > MAX_LENGTH) {
            words.clear();
            words.add(RESYNC);
            length = RESYNC.length() + 1;
        }
    }
}
