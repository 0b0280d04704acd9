package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The death of a node, and what it held: what it had in flight and what it had accepted and not yet sent.
 *
 * @param node its name
 * @param atNanos when it was killed, of {@link System#nanoTime()}
 * @param held what other nodes must send, unless a callback settles it before
 */
record Kill(String node, long atNanos, List<DeliveryId> held) {
    /** Kills a node and records what it held. */
    static Kill of(NodeProcess node, Book book) throws InterruptedException {
        long killed = System.nanoTime();
        node.kill();
        long dead = System.nanoTime();
        Stream<DeliveryId> inFlight = book.heldBy(node.name(), dead).stream();
        Stream<DeliveryId> unsent = LineFile.read(node.options().accepted()).stream()
                .flatMap(line -> Stream.of(line.split(" ", -1)).skip(1))
                .map(chain -> new DeliveryId(new ChainId(chain), 0))
                .filter(delivery -> !book.hasArrived(delivery));
        return new Kill(node.name(), killed, Stream.concat(inFlight, unsent).toList());
    }

    /** Returns whether other nodes have sent all that it held and that still has to be sent. */
    boolean isTakenOver(Book book) {
        return held.stream()
                .map(book::of)
                .allMatch(log ->
                        log.isSettled() || log.nextFromOthers(node, atNanos).isPresent());
    }

    /** Returns how long it took until others had sent the last of what it held; empty if there was nothing to send. */
    Optional<Duration> takeover(Book book) {
        return held.stream()
                .flatMap(delivery -> book.of(delivery).nextFromOthers(node, atNanos).stream())
                .max(Comparator.naturalOrder())
                .map(last -> Duration.ofNanos(last - atNanos));
    }
}
