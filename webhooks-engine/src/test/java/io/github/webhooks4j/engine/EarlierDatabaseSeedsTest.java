package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.runtime.EngineCore;
import io.github.webhooks4j.engine.internal.runtime.EngineOptions;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes whose webhooks are changed, and whose database goes back in time, in an order that a seed decides. Of what the database
 * has, nothing may be missing and nothing be refused; of what it lost, nothing may be left.
 */
@Tag("simulation")
class EarlierDatabaseSeedsTest {
    private static final int SEEDS = 250;
    private static final int STEPS = 120;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void lets_nodes_agree_with_the_database_whatever_it_lost(int nodes) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            int each = seed;
            assertThatCode(() -> new World(each, nodes).run())
                    .as("seed %d with %d nodes", seed, nodes)
                    .doesNotThrowAnyException();
        }
    }

    private static final class World {
        private final Random random;
        private final ManualClock clock = new ManualClock();
        private final InMemoryStore store = new InMemoryStore(clock).forNode(clock);
        private final List<Node> nodes = new ArrayList<>();
        private final List<InMemoryStore.Snapshot> earlier = new ArrayList<>();
        private final List<WebhookId> created = new ArrayList<>();
        /** The changes that the database has made, with the step since which it has them. */
        private final Map<Long, Integer> inHistorySince = new HashMap<>();

        private int step;
        private int events;

        World(int seed, int count) {
            random = new Random(seed);
            for (int i = 0; i < count; i++) {
                nodes.add(new Node(this));
            }
        }

        void run() {
            earlier.add(store.snapshot());
            for (step = 1; step <= STEPS; step++) {
                act(nodes.get(random.nextInt(nodes.size())));
                store.webhooks(0).forEach(stored -> inHistorySince.putIfAbsent(stored.change(), step));
            }
            nodes.forEach(Node::look);
            nodes.forEach(node -> assertThat(node.known()).isEqualTo(present()));
        }

        private void act(Node node) {
            switch (random.nextInt(10)) {
                case 0, 1 -> node.look();
                case 2 -> created.add(node.facades.webhooks.create(anyDraft()).id());
                case 3, 4, 5 -> change(node);
                case 6, 7 -> publish(node);
                case 8 -> earlier.add(store.snapshot());
                default -> restore();
            }
            if (random.nextInt(20) == 0) {
                clock.advance(Duration.ofHours(9));
                store.prune(Duration.ofHours(1), 100);
            }
        }

        /** Also to a later time than before: then nodes learn of what is there again as of what is new. */
        private void restore() {
            store.restore(earlier.get(random.nextInt(earlier.size())));
            Set<Long> there =
                    store.webhooks(0).stream().map(StoredWebhook::change).collect(Collectors.toSet());
            inHistorySince
                    .keySet()
                    .removeIf(change -> !there.contains(change)
                            && store.webhookChanges(List.of(change)).complete());
        }

        /** Whatever the node believes: what the database has can be changed, and nothing else. */
        private void change(Node node) {
            if (created.isEmpty()) {
                return;
            }
            WebhookId id = created.get(random.nextInt(created.size()));
            Webhooks webhooks = node.facades.webhooks;
            Runnable change = switch (random.nextInt(5)) {
                case 0 -> () -> webhooks.disable(id);
                case 1 -> () -> webhooks.enable(id);
                case 2 -> () -> webhooks.rotateSecret(id);
                case 3 -> () -> webhooks.delete(id);
                default -> () -> webhooks.update(id, anyDraft());
            };
            Webhook before = present().get(id);
            if (before == null) {
                assertThatThrownBy(change::run).isInstanceOf(UnknownWebhookException.class);
            } else {
                change.run();
                assertThat(webhooks.get(id))
                        .isEqualTo(Optional.ofNullable(present().get(id)));
            }
        }

        private void publish(Node node) {
            Map<Webhook, Long> there = new HashMap<>();
            store.webhooks(0).forEach(stored -> there.put(stored.webhook(), stored.change()));

            PublishResult publication = node.publish(push("push-" + events++));

            Set<WebhookId> started = new HashSet<>();
            for (ChainId id : publication.chains()) {
                StoredChain chain = store.findChain(id).orElseThrow().chain();
                started.add(chain.webhook());
                assertThat(store.settings(chain.webhook(), chain.revision()))
                        .map(settings -> settings.plan())
                        .contains(chain.chain().plan());
            }
            there.forEach((webhook, change) -> {
                boolean matches = webhook.status() == WebhookStatus.ENABLED
                        && webhook.settings().filter().topic().equals("acme/app");
                // What was changed after the node's last look it need not know yet.
                if (matches && inHistorySince.getOrDefault(change, step) < node.lookedAt) {
                    assertThat(started).contains(webhook.id());
                }
            });
        }

        private Map<WebhookId, Webhook> present() {
            return store.webhooks(0).stream()
                    .map(StoredWebhook::webhook)
                    .filter(webhook -> webhook.status() != WebhookStatus.DELETED)
                    .collect(Collectors.toMap(Webhook::id, webhook -> webhook));
        }

        private WebhookDraft anyDraft() {
            String topic = random.nextBoolean() ? "acme/app" : "acme/other";
            List<String> urls = random.nextBoolean() ? List.of(CI) : List.of(DEPLOY, CI);
            return WebhookDraft.builder("any", topic, urls).build();
        }

        private Event push(String id) {
            return PushEvents.of(
                    new EventId(id),
                    clock.instant(),
                    PushPayload.of(
                            PushData.of(clock.instant(), "ada", "latest"),
                            Repository.builder("acme/app").build()));
        }
    }

    /** The parts of an engine, of which only what a test asks for runs. */
    private static final class Node {
        private final World world;
        private final Deque<Runnable> aside = new ArrayDeque<>();
        private final ManualTaskRunner tasks = new ManualTaskRunner() {
            @Override
            public void await(CompletableFuture<?> future, Duration bound) {
                while (!future.isDone()) {
                    parts.committer.tasks(1).get(0).step();
                    Runnable task = aside.poll();
                    if (task != null) {
                        task.run();
                    }
                }
            }

            @Override
            public void runAside(Runnable work) {
                aside.add(work);
            }
        };
        final EngineCore parts;
        final EngineFacades facades;
        int lookedAt;

        Node(World world) {
            this.world = world;
            Store joined = world.store.join();
            EngineOptions options = new WebhookEngineBuilder(joined, new ScriptedTransport())
                    .clock(world.clock)
                    .random(world.random)
                    .callbackBase(EngineFixture.BASE)
                    .addListener(EngineListener.of(change -> {}))
                    .options();
            parts = EngineCore.open(options, tasks, () -> {});
            facades = new EngineFacades(options, parts);
            parts.load();
            parts.lanes.start();
            parts.work.requestFullScan();
            tasks.neverInTime();
        }

        void look() {
            parts.registry.noteChanged();
            parts.registry.step();
            lookedAt = world.step;
        }

        PublishResult publish(Event event) {
            return parts.commits.await(parts.publisher.publish(List.of(event))).get(0);
        }

        Map<WebhookId, Webhook> known() {
            return facades.webhooks.list().stream().collect(Collectors.toMap(Webhook::id, webhook -> webhook));
        }
    }
}
