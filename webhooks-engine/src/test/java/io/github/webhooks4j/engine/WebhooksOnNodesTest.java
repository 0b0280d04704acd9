package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.EventNumbers;
import io.github.webhooks4j.engine.internal.publish.EventPublisher;
import io.github.webhooks4j.engine.internal.publish.FanOut;
import io.github.webhooks4j.engine.internal.publish.PublishOptions;
import io.github.webhooks4j.engine.internal.publish.SampleEvents;
import io.github.webhooks4j.engine.internal.publish.TransactionalPublisher;
import io.github.webhooks4j.engine.internal.registry.HandshakeValidator;
import io.github.webhooks4j.engine.internal.registry.SeenVersions;
import io.github.webhooks4j.engine.internal.registry.WebhookCache;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.engine.internal.upkeep.DeletedWebhookCleaner;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks that the store, or another node on it, changes. */
class WebhooksOnNodesTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void judges_by_the_destinations_that_another_node_has_set_in_the_meantime() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        Webhook created = here.create(draft(CI).build());
        there.registry.step();
        Webhook moved = there.update(created.id(), draft(DEPLOY).build());

        Webhook back = here.update(created.id(), draft(CI).build());

        assertThat(back.secret()).isNotEqualTo(moved.secret()).isNotEqualTo(created.secret());
    }

    @Test
    void reports_every_status_in_the_order_in_which_it_came() {
        var told = new CopyOnWriteArrayList<WebhookStatus>();
        var webhooks = new AtomicReference<Webhooks>();
        var other = new AtomicReference<Thread>();
        webhooks.set(webhooks(hub.store, webhook -> {
            if (webhook.status() == WebhookStatus.DISABLED) {
                // An operator enables it at the worst moment.
                var enabling = new Thread(() -> webhooks.get().enable(webhook.id()));
                other.set(enabling);
                enabling.start();
                EngineFixture.await(() -> enabling.getState() == Thread.State.BLOCKED || !enabling.isAlive());
            }
            told.add(webhook.status());
        }));
        WebhookId id = webhooks.get().create(draft(CI).build()).id();

        webhooks.get().disable(id);

        EngineFixture.await(() -> !other.get().isAlive());
        assertThat(told).containsExactly(WebhookStatus.ENABLED, WebhookStatus.DISABLED, WebhookStatus.ENABLED);
        assertThat(webhooks.get().registry.require(id).status()).isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void follows_the_store_in_what_it_disabled_also_if_it_fails_at_first() {
        var told = new CopyOnWriteArrayList<WebhookStatus>();
        var failures = new AtomicInteger();
        Webhooks webhooks = webhooks(
                HookedStore.of(hub.store, (method, arguments) -> {
                    if (method.equals("webhookChanges") && failures.getAndDecrement() > 0) {
                        throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                    }
                }),
                webhook -> told.add(webhook.status()));
        Webhook webhook = webhooks.create(draft(CI).build());
        failures.set(1);
        long change = hub.store.webhook(webhook.id()).orElseThrow().change();
        hub.store.save(webhook.withStatus(WebhookStatus.DISABLED_GONE, hub.clock.instant()), change);

        webhooks.registry.noteChanged();
        assertThatThrownBy(webhooks.registry::step).isInstanceOf(StoreException.class);
        webhooks.registry.step();
        webhooks.registry.step();

        assertThat(told).containsExactly(WebhookStatus.ENABLED, WebhookStatus.DISABLED_GONE);
    }

    @Test
    void sees_after_a_second_what_another_node_changed_without_a_notification() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        WebhookId id = there.create(draft(CI).build()).id();
        here.registry.step();
        there.disable(id);
        here.registry.step();
        assertThat(here.list()).extracting(Webhook::status).containsExactly(WebhookStatus.ENABLED);

        hub.clock.advance(Duration.ofSeconds(1));
        here.registry.step();

        assertThat(here.list()).extracting(Webhook::status).containsExactly(WebhookStatus.DISABLED);
    }

    @Test
    void loses_no_change_that_two_nodes_make_at_the_same_time() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        Webhook webhook = here.create(draft(CI).build());
        there.registry.step();

        there.disable(webhook.id());
        here.rotateSecret(webhook.id());
        there.update(webhook.id(), draft(DEPLOY).retainSecret(true).build());

        Webhook changed =
                here.update(webhook.id(), draft(CI, DEPLOY).retainSecret(true).build());
        assertThat(changed.status()).isEqualTo(WebhookStatus.DISABLED);
        assertThat(changed.secrets()).hasSize(2);
        assertThat(changed.revision()).isEqualTo(3);
        assertThat(hub.store.settings(webhook.id(), 3)).contains(changed.settings());
    }

    @Test
    void is_enabled_also_by_a_node_that_does_not_know_yet_that_it_was_disabled() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        WebhookId id = here.create(draft(CI).build()).id();
        there.disable(id);

        here.enable(id);

        assertThat(hub.store.webhooks(0))
                .extracting(stored -> stored.webhook().status())
                .containsExactly(WebhookStatus.ENABLED);
    }

    @Test
    void that_another_node_created_are_known_when_a_caller_asks_for_them() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        WebhookId id = webhooks(hub.store.join(), webhook -> {})
                .create(draft(CI).build())
                .id();

        assertThat(here.disable(id).status()).isEqualTo(WebhookStatus.DISABLED);
    }

    @Test
    void that_another_node_deleted_cannot_be_changed_any_more() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        WebhookId id = here.create(draft(CI).build()).id();
        there.delete(id);

        assertThatThrownBy(() -> here.disable(id)).isInstanceOf(UnknownWebhookException.class);
        assertThat(here.get(id)).isEmpty();
    }

    @Test
    void sees_a_change_in_a_restored_database_though_its_count_is_behind() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        WebhookId id = here.create(draft(CI).build()).id();
        var earlier = hub.store.snapshot();
        here.create(draft(DEPLOY).build());
        here.create(draft(DEPLOY).build());
        look(here, there);

        hub.store.restore(earlier);
        here.disable(id);
        look(here, there);

        assertThat(there.list()).isEqualTo(here.list());
        assertThat(there.list()).extracting(Webhook::status).containsExactly(WebhookStatus.DISABLED);
    }

    @Test
    void sees_a_change_in_a_restored_database_that_has_overtaken() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        WebhookId id = here.create(draft(CI).build()).id();
        var earlier = hub.store.snapshot();
        here.create(draft(DEPLOY).build());
        look(here, there);

        hub.store.restore(earlier);
        here.disable(id);
        here.enable(id);
        here.disable(id);
        look(there);

        assertThat(there.list()).extracting(Webhook::status).containsExactly(WebhookStatus.DISABLED);
    }

    @Test
    void stays_though_its_last_change_was_lost_with_the_database() {
        var told = new CopyOnWriteArrayList<WebhookStatus>();
        Webhooks here = webhooks(hub.store, webhook -> told.add(webhook.status()));
        Webhook webhook = here.create(draft(CI).build());
        var earlier = hub.store.snapshot();
        here.rotateSecret(webhook.id());
        look(here);

        hub.store.restore(earlier);
        Webhook disabled = here.disable(webhook.id());

        assertThat(disabled).isEqualTo(webhook.withStatus(WebhookStatus.DISABLED, hub.clock.instant()));
        assertThat(here.list()).containsExactly(disabled);
        assertThat(hub.store.webhook(webhook.id()).orElseThrow().webhook()).isEqualTo(disabled);
        assertThat(told).containsExactly(WebhookStatus.ENABLED, WebhookStatus.DISABLED);
    }

    @Test
    void that_were_created_in_what_a_database_lost_are_reported_as_deleted() {
        var told = new CopyOnWriteArrayList<String>();
        Webhooks here =
                webhooks(hub.store, webhook -> told.add(webhook.settings().name() + " " + webhook.status()));
        var earlier = hub.store.snapshot();
        Webhook lost = here.create(draft(CI).build());

        hub.store.restore(earlier);
        look(here);

        assertThat(here.list()).isEmpty();
        assertThat(told)
                .containsExactly(
                        lost.settings().name() + " ENABLED", lost.settings().name() + " DELETED");
        assertThatThrownBy(() -> here.disable(lost.id())).isInstanceOf(UnknownWebhookException.class);
    }

    @Test
    void is_as_the_database_has_it_though_changed_here_just_before_the_restore() {
        var told = new CopyOnWriteArrayList<WebhookStatus>();
        Webhooks here = webhooks(hub.store, webhook -> told.add(webhook.status()));
        Webhook webhook = here.create(draft(CI).build());
        look(here);
        var earlier = hub.store.snapshot();
        here.update(webhook.id(), draft(DEPLOY).build());
        here.disable(webhook.id());

        hub.store.restore(earlier);
        look(here);

        assertThat(here.list()).containsExactly(webhook);
        assertThat(told).containsExactly(WebhookStatus.ENABLED, WebhookStatus.DISABLED, WebhookStatus.ENABLED);
    }

    @Test
    void is_as_the_database_has_it_though_others_are_saved_after_the_restore() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhook webhook = here.create(draft(CI).build());
        WebhookId other = here.create(draft(CI).build()).id();
        look(here);
        var earlier = hub.store.snapshot();
        here.disable(webhook.id());
        look(here);

        hub.store.restore(earlier);
        here.rotateSecret(other);
        look(here);

        assertThat(here.get(webhook.id())).contains(webhook);
    }

    @Test
    void that_were_deleted_in_what_a_database_lost_are_there_again() {
        var told = new CopyOnWriteArrayList<WebhookStatus>();
        Webhooks here = webhooks(hub.store, webhook -> told.add(webhook.status()));
        Webhook webhook = here.create(draft(CI).build());
        var earlier = hub.store.snapshot();
        here.delete(webhook.id());
        look(here);

        hub.store.restore(earlier);
        look(here);

        assertThat(here.list()).containsExactly(webhook);
        assertThat(told).containsExactly(WebhookStatus.ENABLED, WebhookStatus.DELETED, WebhookStatus.ENABLED);
    }

    @Test
    void has_former_settings_as_the_database_has_them_after_a_restore() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks there = webhooks(hub.store.join(), webhook -> {});
        WebhookId id = here.create(draft(CI).build()).id();
        look(here, there);
        var earlier = hub.store.snapshot();
        here.update(id, draft(DEPLOY).build());
        here.update(id, draft(DEPLOY, CI).build());
        look(there);
        assertThat(requireNonNull(there.registry.settings(id, 2)).destinations())
                .hasSize(1);

        hub.store.restore(earlier);
        here.update(id, draft(CI, DEPLOY, CI).build());
        here.update(id, draft(CI).build());
        look(there);

        assertThat(requireNonNull(there.registry.settings(id, 2)).destinations())
                .hasSize(3);
    }

    @Test
    void that_are_many_and_were_saved_between_two_looks_are_all_followed() {
        Webhooks here = webhooks(hub.store, webhook -> {});
        var earlier = hub.store.snapshot();
        for (int i = 0; i < 3 * SeenVersions.MAX; i++) {
            here.create(draft(CI).build());
        }
        assertThat(here.registry.basis()).hasSizeLessThanOrEqualTo(SeenVersions.MAX);

        hub.store.restore(earlier);
        look(here);

        assertThat(here.list()).isEmpty();
    }

    @Test
    void is_not_gone_when_a_save_is_refused_and_the_database_has_it() {
        var refusals = new AtomicInteger(1);
        Store store = (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    boolean isChange = method.getName().equals("save") && !arguments[1].equals(0L);
                    return isChange && refusals.getAndDecrement() > 0
                            ? OptionalLong.empty()
                            : method.invoke(hub.store, arguments);
                });
        Webhooks here = webhooks(store, webhook -> {});
        WebhookId id = here.create(draft(CI).build()).id();
        look(here);

        assertThat(here.disable(id).status()).isEqualTo(WebhookStatus.DISABLED);
    }

    @Test
    void that_were_deleted_while_a_node_was_away_for_days_are_gone_there_too() {
        var told = new CopyOnWriteArrayList<WebhookStatus>();
        Webhooks here = webhooks(hub.store, webhook -> {});
        Webhooks away = webhooks(hub.store.join(), webhook -> told.add(webhook.status()));
        WebhookId id = here.create(draft(CI).build()).id();
        here.create(draft(DEPLOY).build());
        look(here, away);

        here.delete(id);
        for (int half = 0; half < 2; half++) {
            hub.clock.advance(Store.KEPT_FOR_NODES.dividedBy(2).plusMillis(1));
            hub.store.prune(Duration.ofMinutes(1), 100);
        }
        assertThat(hub.store.webhook(id)).isEmpty();
        look(away);

        assertThat(away.list()).isEqualTo(here.list()).hasSize(1);
        assertThat(told).containsExactly(WebhookStatus.ENABLED, WebhookStatus.ENABLED, WebhookStatus.DELETED);
    }

    /** Advances the clock by a second, after which nodes query the store. */
    private void look(Webhooks... nodes) {
        hub.clock.advance(Duration.ofSeconds(1));
        for (Webhooks node : nodes) {
            node.registry.step();
        }
    }

    private Webhooks webhooks(Store store, Consumer<Webhook> statusChanged) {
        var tasks = new ManualTaskRunner();
        EngineContext context = tasks.context(hub.clock);
        var node = new CommitFixture(tasks, store, hub.clock, (change, outcome) -> {}, () -> {});
        var registry = new WebhookRegistry(
                store,
                hub.clock,
                new WebhookCache(),
                List.of(change -> statusChanged.accept(change.webhook())),
                tasks.register("refresh"),
                null);
        var firstDeliveries =
                new FirstDeliveries(node.lanes, new LeaseRequest(new NodeId("node_1"), Duration.ofSeconds(15)));
        var fanOut = new FanOut(context, store, node.commits, firstDeliveries, tasks.register("fan-out"));
        var hostCommits = new TransactionalPublisher(store, hub.clock, fanOut, tasks.register("transactions"));
        return new Webhooks(
                context,
                registry,
                WebhookEngine.builder(store, hub.transport)
                        .callbackBase(EngineFixture.BASE)
                        .options(),
                new HandshakeValidator(null, hub.transport, new Header("User-Agent", "test"), Duration.ofSeconds(1)),
                new DeletedWebhookCleaner(store, node.commits, node.lanes, hub.clock, tasks.register("deletions")),
                new EventPublisher(
                        context,
                        registry,
                        node.commits,
                        firstDeliveries,
                        hostCommits,
                        new SampleEvents(context.ids(), hub.clock, null),
                        new EventNumbers(store::estimatedTime),
                        new PublishOptions(FanOut.SLICE, null)));
    }
}
