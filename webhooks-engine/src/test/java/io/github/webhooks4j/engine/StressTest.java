package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainStateException;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.history.StepHistory;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything at once: publishers, receivers that call back twice and against themselves, people who change, disable, rotate,
 * cancel and resume, and a store whose calls fail, before and after they are kept. Then all is let run out, and the books must balance.
 */
@Tag("stress")
@ParameterizedClass(name = "with {0} commits at once")
@ValueSource(ints = {1, 2})
class StressTest {
    private static final int PUBLISHERS = 3;
    private static final int EVENTS_EACH = 80;
    private static final int LIMIT = 4;

    private final long seed = Long.getLong("stress.seed", System.nanoTime());
    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore().forNode(clock);
    private final Receivers receivers = new Receivers();
    private final Queue<ChainId> chains = new ConcurrentLinkedQueue<>();
    private final Set<ChainId> resumed = ConcurrentHashMap.newKeySet();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean(true); // until all is set up
    private final Random trouble = new Random(seed);
    private final WebhookEngine engine;

    StressTest(int commits) {
        engine = WebhookEngine.builder(
                        HookedStore.of(store, commits, (method, arguments) -> disturb(method, trouble)), receivers)
                .callbackBase(URI.create("https://hub.example/callbacks"))
                .clock(clock)
                .maxInFlightPerDestination(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .start();
    }

    @Test
    void loses_nothing_and_does_nothing_out_of_turn() throws InterruptedException {
        System.out.println("StressTest: -Dstress.seed=" + seed);
        List<Webhook> webhooks =
                IntStream.rangeClosed(1, 3).mapToObj(this::createOfSteps).toList();
        over.set(false);
        List<Thread> disturbers = List.of(
                thread(2, random -> meddle(random, webhooks)),
                thread(3, random -> meddle(random, webhooks)),
                thread(4, this::operate));
        List<Thread> publishers = IntStream.range(0, PUBLISHERS)
                .mapToObj(publisher -> thread(10 + publisher, random -> publish(publisher, random)))
                .toList();
        Thread ticker = thread(5, random -> tick());

        for (Thread publisher : publishers) {
            publisher.join(30_000);
        }
        over.set(true);
        for (Thread disturber : disturbers) {
            disturber.join(10_000);
        }
        webhooks.forEach(webhook -> engine.webhooks().enable(webhook.id()));
        EngineFixture.await(() ->
                engine.chainCounts().delivering() == 0 && engine.chainCounts().awaitingCallback() == 0);
        ticker.interrupt();
        ticker.join();
        engine.close();

        assertThat(violations).as("seed " + seed).isEmpty();
        assertThat(engine.chainCounts().isBalanced()).isTrue();
        assertThat(engine.chainCounts().accepted()).isEqualTo(chains.size());
        assertThat(chains).doesNotHaveDuplicates().allSatisfy(this::assertSettled);
    }

    private void assertSettled(ChainId chain) {
        ChainHistory history = engine.history().chain(chain).orElseThrow();
        assertThat(history.state().isUnfinished()).as("seed " + seed).isFalse();
        for (StepHistory step : history.steps()) {
            String id = chain + "_" + step.step();
            assertThat(step.attempts())
                    .as("attempts of " + id + ", seed " + seed)
                    .hasSize(receivers
                            .requests
                            .getOrDefault(id, new AtomicInteger())
                            .get());
            assertThat(step.step() > history.state().step() && !step.attempts().isEmpty())
                    .isFalse();
        }
        if (history.state() instanceof ChainState.Complete && !resumed.contains(chain)) {
            assertThat(history.steps()).allMatch(StepHistory::delivered);
        }
    }

    private Webhook createOfSteps(int steps) {
        List<String> destinations = IntStream.range(0, steps)
                .mapToObj(step -> "https://r" + steps + "-" + step + ".example/hook")
                .toList();
        return engine.webhooks().create(draft(destinations));
    }

    /** Gives a webhook the settings that it has, as another revision: chains that run already need the former one. */
    private void change(Webhook webhook) {
        engine.webhooks()
                .update(
                        webhook.id(),
                        draft(webhook.settings().destinations().stream()
                                .map(Destination::url)
                                .toList()));
    }

    private static WebhookDraft draft(List<String> destinations) {
        return WebhookDraft.builder("stressed", "acme/app", destinations)
                .retrySchedule(new RetrySchedule(Collections.nCopies(6, Duration.ofSeconds(3)), 0.5))
                .callbackDeadline(Duration.ofMinutes(10))
                .build();
    }

    private void publish(int publisher, Random random) {
        for (int number = 0; number < EVENTS_EACH; number++) {
            Event event = PushEvents.of(
                    new EventId("push-" + publisher + "-" + number),
                    clock.instant(),
                    PushPayload.of(
                            PushData.of(clock.instant(), "ada", "latest"),
                            Repository.builder("acme/app").build()));
            boolean accepted = false;
            while (!accepted) {
                try {
                    chains.addAll(engine.publish(event).chains());
                    accepted = true;
                } catch (StoreException e) {
                    // As its documentation asks: published again under the same id.
                    LockSupport.parkNanos(random.nextInt(1_000_000));
                }
            }
            LockSupport.parkNanos(random.nextInt(8_000_000));
        }
    }

    /** Makes one call in ten fail, and one commit in ten after all of it was kept. */
    private void disturb(String method, Random random) {
        int dice;
        synchronized (random) {
            dice = over.get() ? 0 : random.nextInt(100);
        }
        if (dice >= 90) {
            throw new StoreException(StoreException.Reason.FAILED, "on purpose");
        }
        if (dice >= 80 && method.equals("commit")) {
            store.failAfterNextCommit();
        }
    }

    private void meddle(Random random, List<Webhook> webhooks) {
        while (!over.get()) {
            var id = webhooks.get(random.nextInt(webhooks.size())).id();
            try {
                switch (random.nextInt(5)) {
                    case 0 -> engine.webhooks().disable(id);
                    case 2 -> change(engine.webhooks().get(id).orElseThrow(() -> new UnknownWebhookException(id)));
                    case 1 -> engine.webhooks().rotateSecret(id);
                    default -> engine.webhooks().enable(id);
                }
            } catch (StoreException e) {
                // Not this time.
            }
            LockSupport.parkNanos(random.nextInt(4_000_000));
        }
    }

    private void operate(Random random) {
        while (!over.get()) {
            List<ChainId> known = List.copyOf(chains);
            if (!known.isEmpty()) {
                ChainId chain = known.get(random.nextInt(known.size()));
                try {
                    if (random.nextInt(5) == 0) {
                        engine.chains().cancel(chain);
                    } else {
                        resumed.add(chain);
                        engine.chains().resume(chain);
                    }
                } catch (ChainStateException | StoreException e) {
                    // Not in that state, or the store fails: as it happens.
                }
            }
            LockSupport.parkNanos(random.nextInt(3_000_000));
        }
    }

    private void tick() {
        while (!Thread.currentThread().isInterrupted()) {
            clock.advance(Duration.ofMillis(100));
            LockSupport.parkNanos(500_000);
        }
    }

    private Thread thread(int number, Consumer<Random> work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.accept(new Random(seed + number));
                    } catch (RuntimeException | Error e) {
                        violations.add("thread " + number + " failed: " + e);
                    }
                },
                "stress-" + number);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Every destination at once: what each does with a request depends on nothing but the seed and the request. */
    private final class Receivers implements BlockingTransport {
        private final ScriptedTransport checking = new ScriptedTransport();
        private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();
        private final Set<DeliveryId> succeeded = ConcurrentHashMap.newKeySet();

        @Override
        public DestinationCheck check(String url) {
            return checking.check(url);
        }

        @Override
        public DeliveryResult exchange(OutboundRequest request) {
            URI callbackUrl =
                    Objects.requireNonNull(PushPayload.parse(request.body()).callbackUrl());
            String id = header(request, "webhook-id");
            requests.computeIfAbsent(deliveryOf(id).webhookId(), absent -> new AtomicInteger())
                    .incrementAndGet();
            enter(id, 1);
            enter(request.url(), LIMIT);
            try {
                checkTurn(id, callbackUrl);
                return answer(
                        id, callbackUrl, new Random(seed + 31L * (id + header(request, "webhook-attempt")).hashCode()));
            } finally {
                leave(id);
                leave(request.url());
            }
        }

        private void enter(String what, int limit) {
            int now = inFlight.computeIfAbsent(what, absent -> new AtomicInteger())
                    .incrementAndGet();
            if (now > limit && !(limit == 1 && resumed.contains(deliveryOf(what).chain()))) {
                violations.add(now + " attempts in flight of " + what);
            }
        }

        private void leave(String what) {
            Objects.requireNonNull(inFlight.get(what)).decrementAndGet();
        }

        private void checkTurn(String id, URI callbackUrl) {
            ChainId chain = deliveryOf(id).chain();
            int step = deliveryOf(id).step();
            if (!callbackUrl.getPath().matches("/callbacks/" + chain + "\\." + step + "(r[0-9]+)?\\..*")) {
                violations.add(id + " was sent with " + callbackUrl);
            }
            if (step > 0 && !succeeded.contains(new DeliveryId(chain, step - 1))) {
                violations.add(id + " was sent before the step before it had succeeded");
            }
        }

        private DeliveryResult answer(String id, URI callbackUrl, Random random) {
            Timing timing = Timing.ofTotal(Duration.ofMillis(1));
            LockSupport.parkNanos(random.nextInt(2_000_000));
            switch (random.nextInt(8)) {
                case 0 -> {
                    return new Response(503, random.nextBoolean() ? "2" : null, null, "", timing);
                }
                case 1 -> {
                    return new NoResponse(FailureCode.TIMED_OUT, timing);
                }
                case 2 -> {
                    return new Response(429, null, null, "", timing);
                }
                case 3 -> throw new IllegalStateException("a transport must not throw, and this one does on purpose");
                case 4, 5 -> callBack(id, callbackUrl, random);
                default -> later(id, callbackUrl, random);
            }
            return new Response(random.nextInt(6) == 0 ? 500 : 200, null, null, "", timing);
        }

        private void later(String id, URI callbackUrl, Random random) {
            long delay = random.nextInt(5_000_000);
            thread(id.hashCode(), unused -> {
                LockSupport.parkNanos(delay);
                callBack(id, callbackUrl, random);
            });
        }

        /** Calls back twice, sometimes against itself. */
        private void callBack(String id, URI callbackUrl, Random random) {
            var callbacks = new ArrayList<Callback>(List.of(Callback.success(), Callback.success()));
            if (random.nextInt(3) == 0) {
                callbacks.set(random.nextInt(2), Callback.failure());
            }
            succeeded.add(deliveryOf(id));
            for (Callback callback : callbacks) {
                int status = engine.callbacks()
                        .handle("POST", callbackUrl.getPath(), callback.toJson())
                        .status();
                if (!Set.of(200, 409, 410, 503).contains(status)) {
                    violations.add("a callback of " + id + " got " + status);
                }
            }
        }

        private static String header(OutboundRequest request, String name) {
            return request.headers().stream()
                    .filter(header -> header.name().equals(name))
                    .map(Header::value)
                    .findFirst()
                    .orElseThrow();
        }

        /** The same for all runs of a step, whose webhook-ids differ. */
        private static DeliveryId deliveryOf(String webhookId) {
            return DeliveryId.parse(webhookId).orElseThrow();
        }
    }
}
