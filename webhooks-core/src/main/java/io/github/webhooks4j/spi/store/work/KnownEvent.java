package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An accepted event, as far as it is needed to distinguish a repetition of it from another event with the same id.
 *
 * @param topic the name of its topic
 * @param type its type
 * @param digest the SHA-256 of its body
 * @param chains the chains that it started when it was accepted, without later reruns
 */
public record KnownEvent(String topic, String type, ByteBuffer digest, List<ChainId> chains) {
    public KnownEvent {
        requireNonNull(topic, "topic");
        requireNonNull(type, "type");
        requireNonNull(digest, "digest");
        chains = List.copyOf(chains);
    }

    /** Returns what a store needs to know of an event after it was accepted. */
    static KnownEvent of(NewEvent acceptance) {
        Event event = acceptance.event();
        var chains = new ArrayList<ChainId>(acceptance.chains().size());
        for (NewChain chain : acceptance.chains()) {
            chains.add(chain.id());
        }
        return new KnownEvent(
                event.topic().name(), event.type(), ByteBuffer.wrap(event.body().digest()), chains);
    }

    /**
     * Returns whether both are the same event: with the same topic, type and body. Tag, time, attributes and ordering key
     * are those of the first one.
     */
    boolean isSame(KnownEvent other) {
        return topic.equals(other.topic) && type.equals(other.type) && digest.equals(other.digest);
    }
}
