package io.github.webhooks4j.engine.simulation;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.internal.delivery.AttemptRunner;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The other end of the wire: responses of every kind, and callbacks at every time. */
final class SimulatedReceivers implements Transport {
    private static final Timing NO_TIME = Timing.ofTotal(Duration.ZERO);
    private static final long SECOND = 1_000_000;
    private static final long DEADLINE = 30 * SECOND;
    private static final int PATIENCE = 30;
    private static final Set<FailureCode> MAY_HAVE_ARRIVED =
            Set.of(FailureCode.TIMED_OUT, FailureCode.REUSED_CONNECTION_LOST);
    private static final List<FailureCode> SENDER_FAULTS =
            List.of(FailureCode.ABORTED, FailureCode.RESOLVER_FAILED, FailureCode.INTERNAL_ERROR);

    /** The result of a request, and after how long it comes. */
    private record Fate(DeliveryResult result, long after) {}

    private final Simulation world;
    private final Map<String, Double> moods = new HashMap<>();
    private final Set<DeliveryId> succeeded = new HashSet<>();
    private boolean settled;

    SimulatedReceivers(Simulation world) {
        this.world = world;
    }

    /** From now on every receiver accepts at once and calls back with success. */
    void settle() {
        settled = true;
    }

    /** Returns whether the receiver of a delivery has called back with success, received or not. */
    boolean hasSucceeded(DeliveryId delivery) {
        return succeeded.contains(delivery);
    }

    @Override
    public DestinationCheck check(String url) {
        return new DestinationCheck.Accepted(new Destination(url, null));
    }

    @Override
    public Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done) {
        throw new UnsupportedOperationException("the simulation takes requests itself, by receive");
    }

    /** Takes a request; returns its result, and after how many microseconds it comes. */
    void receive(AttemptRunner.PreparedAttempt begun, BiConsumer<Long, DeliveryResult> result) {
        DeliveryId delivery = begun.delivery().key().delivery();
        Fate fate = settled
                ? new Fate(answer(200, null), world.between(0, SECOND))
                : fate(begun.request().url());
        boolean arrived = !(fate.result() instanceof NoResponse failure) || MAY_HAVE_ARRIVED.contains(failure.code());
        if (arrived) {
            planCallbacks(delivery, begun.request().body(), fate.after());
        }
        result.accept(fate.after(), fate.result());
    }

    private Fate fate(String url) {
        // Some destinations are healthy, some are failing, some are dead.
        double badness = moods.computeIfAbsent(url, absent -> world.chance(0.15) ? 1 : world.random.nextDouble() * 0.6);
        long soon = world.chance(0.8) ? world.between(0, SECOND / 5) : world.between(0, 25 * SECOND);
        if (!world.chance(badness)) {
            return new Fate(answer(world.chance(0.9) ? 200 : 202, null), soon);
        }
        return switch (world.random.nextInt(12)) {
            case 0 -> new Fate(answer(429, world.chance(0.5) ? retryAfter() : null), soon);
            case 1 -> new Fate(answer(503, retryAfter()), soon);
            case 2 -> new Fate(answer(404, null), soon);
            case 3, 4 -> new Fate(new NoResponse(FailureCode.CONNECT_FAILED, NO_TIME), soon);
            case 5 -> new Fate(new NoResponse(FailureCode.TIMED_OUT, NO_TIME), DEADLINE);
            case 10 -> new Fate(new NoResponse(FailureCode.REUSED_CONNECTION_LOST, NO_TIME), soon);
            case 11 -> new Fate(new NoResponse(senderFault(), NO_TIME), soon);
            case 6 -> world.chance(0.1) ? new Fate(answer(410, null), soon) : new Fate(answer(302, null), soon);
            default -> new Fate(answer(500, null), soon);
        };
    }

    private FailureCode senderFault() {
        return SENDER_FAULTS.get(world.random.nextInt(SENDER_FAULTS.size()));
    }

    private String retryAfter() {
        return Long.toString(world.chance(0.8) ? world.between(0, 90) : world.between(0, 7200));
    }

    private static Response answer(int status, @Nullable String retryAfter) {
        return new Response(status, retryAfter, null, "", NO_TIME);
    }

    private void planCallbacks(DeliveryId delivery, byte[] body, long answerAfter) {
        URI url = requireNonNull(PushPayload.parse(body).callbackUrl());
        String path = url.getPath();
        if (settled) {
            callBack(delivery, path, Callback.success(), answerAfter + world.between(0, SECOND), PATIENCE);
            return;
        }
        Callback callback =
                world.chance(0.85) ? Callback.success() : world.chance(0.5) ? Callback.failure() : Callback.error();
        switch (world.random.nextInt(8)) {
            case 0 -> {
                // Never.
            }
            case 1 -> callBack(delivery, path, callback, world.between(0, answerAfter + 1), PATIENCE);
            case 2 -> callBack(delivery, path, callback, answerAfter, PATIENCE);
            case 3 -> {
                long after = answerAfter + world.between(0, SECOND);
                callBack(delivery, path, callback, after, PATIENCE);
                callBack(delivery, path, callback, after + world.between(0, SECOND / 10), PATIENCE);
            }
            case 4 -> {
                long after = world.between(0, answerAfter + SECOND);
                callBack(delivery, path, callback, after, PATIENCE);
                callBack(delivery, path, Callback.failure(), after + world.between(0, 2_000), PATIENCE);
            }
            case 5 -> callBack(delivery, path, callback, world.between(0, 10_000 * SECOND), PATIENCE);
            default -> callBack(delivery, path, callback, answerAfter + world.between(0, 20 * SECOND), PATIENCE);
        }
    }

    private void callBack(DeliveryId delivery, String path, Callback callback, long after, int patience) {
        world.plan(after, () -> {
            SimulatedNode node = world.node();
            if (node == null || node.machine.stillPaused() > 0) {
                if (node != null) {
                    // The node receives it when it continues, after the receiver has stopped waiting and called another
                    // one.
                    node.plan(0, () -> post(node, delivery, path, callback));
                }
                callBackAgain(delivery, path, callback, patience);
            } else if (post(node, delivery, path, callback) == 503) {
                callBackAgain(delivery, path, callback, patience);
            }
        });
    }

    private void callBackAgain(DeliveryId delivery, String path, Callback callback, int patience) {
        if (patience > 0) {
            callBack(delivery, path, callback, 10 * SECOND, patience - 1);
        }
    }

    private int post(SimulatedNode node, DeliveryId delivery, String path, Callback callback) {
        if (callback.equals(Callback.success())) {
            succeeded.add(delivery);
        }
        int status = 503;
        try {
            status = node.facades
                    .callbacks
                    .handle("POST", path, callback.toJson())
                    .status();
        } catch (SimulatedNode.Crash e) {
            world.say(() -> "no response to the callback of " + delivery);
        }
        int answer = status;
        world.say(() -> "callback " + callback.state() + " of " + delivery + " got " + answer);
        return status;
    }
}
