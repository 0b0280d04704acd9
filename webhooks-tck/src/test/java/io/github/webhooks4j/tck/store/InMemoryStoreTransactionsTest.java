package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.tck.internal.store.CheckedStore;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The transactions of an application in which events are published to an in-memory store. */
class InMemoryStoreTransactionsTest extends StoreFixture {
    private InMemoryStore memory;
    private Connection connection;
    private Webhook webhook;

    InMemoryStoreTransactionsTest() {
        super(new InMemoryStoreTest().opening());
    }

    @BeforeEach
    void enlist_a_connection() throws SQLException {
        memory = (InMemoryStore) CheckedStore.unchecked(store);
        connection = memory.enlist(database());
        connection.setAutoCommit(false);
        webhook = savedWebhook("wh_1", 1);
    }

    @Test
    void accepts_an_event_when_the_connection_commits() throws SQLException {
        assertThat(publish("push-1")).isInstanceOf(MutationResult.Published.class);
        assertThat(accepted("push-1")).isEmpty();

        connection.commit();

        assertThat(accepted("push-1")).containsExactly(new PublishResult(new EventId("push-1"), ids("c_push_1"), true));
        assertThat(state("c_push_1").code()).isEqualTo("delivering");
    }

    @Test
    void holds_what_is_published_claimed_once_the_connection_commits() throws SQLException {
        memory.forNode(clock).publish(connection, List.of(newEvent(event("e"), newClaimedChain("c", webhook))));
        var token = new ClaimToken(new DeliveryId(id("c"), 0), 0, 1);
        assertThat(store.inconsistencies(9)).isEmpty();
        assertThat(store.renew(List.of(token), NODE)).containsExactly(token);

        connection.commit();

        assertThat(store.inconsistencies(9)).isEmpty();
        assertThat(store.renew(List.of(token), NODE)).isEmpty();
        assertThat(store.lanes()).isEmpty();
    }

    @Test
    void forgets_an_event_when_the_connection_rolls_back() throws SQLException {
        publish("push-1");
        connection.rollback();
        connection.commit();

        assertThat(accepted("push-1")).isEmpty();
    }

    @Test
    void forgets_an_event_when_the_connection_is_closed() throws SQLException {
        publish("push-1");
        connection.close();

        assertThat(accepted("push-1")).isEmpty();
    }

    @Test
    void forgets_what_was_published_after_a_savepoint_that_is_rolled_back_to() throws SQLException {
        publish("push-1");
        Savepoint savepoint = connection.setSavepoint();
        publish("push-2");
        connection.rollback(savepoint);
        connection.commit();

        assertThat(accepted("push-1")).hasSize(1);
        assertThat(accepted("push-2")).isEmpty();
    }

    @Test
    void accepts_an_event_at_once_without_a_transaction() throws SQLException {
        connection.setAutoCommit(true);

        publish("push-1");

        assertThat(accepted("push-1")).hasSize(1);
    }

    @Test
    void refuses_another_event_of_an_id_that_the_transaction_has_published() {
        publish("push-1");

        Event other = event("push-1", "{\"other\":true}");
        assertThat(publish(other)).isEqualTo(new MutationResult.EventConflict(new EventId("push-1")));
    }

    @Test
    void saves_webhooks_when_the_connection_commits() throws SQLException {
        StoredWebhook before = memory.webhook(connection, webhook.id()).orElseThrow();
        long first = memory.save(
                        connection, webhook.withStatus(WebhookStatus.DISABLED, webhook.createdAt()), before.change())
                .orElseThrow();
        memory.save(connection, webhook.withStatus(WebhookStatus.DELETED, webhook.createdAt()), first)
                .orElseThrow();
        assertThat(memory.webhook(connection, webhook.id())
                        .orElseThrow()
                        .webhook()
                        .status())
                .isEqualTo(WebhookStatus.DELETED);
        assertThat(memory.webhook(webhook.id())).contains(before);

        connection.commit();

        assertThat(memory.webhook(webhook.id()).orElseThrow().webhook().status())
                .isEqualTo(WebhookStatus.DELETED);
    }

    @Test
    void forgets_webhooks_when_the_connection_rolls_back() throws SQLException {
        StoredWebhook before = memory.webhook(connection, webhook.id()).orElseThrow();
        memory.save(connection, webhook.withStatus(WebhookStatus.DELETED, webhook.createdAt()), before.change());
        connection.rollback();
        connection.commit();

        assertThat(memory.webhook(connection, webhook.id())).contains(before);
        assertThat(memory.webhook(webhook.id())).contains(before);
    }

    @Test
    void saves_no_webhook_that_was_changed_since() {
        assertThat(memory.save(connection, webhook, 1)).isEmpty();
        assertThat(memory.save(connection, webhook("wh_2", 1), 1)).isEmpty();
    }

    @Test
    void reports_a_webhook_that_was_changed_while_the_transaction_was_open() {
        StoredWebhook before = memory.webhook(connection, webhook.id()).orElseThrow();
        memory.save(connection, webhook.withStatus(WebhookStatus.DELETED, webhook.createdAt()), before.change());
        memory.save(webhook.withStatus(WebhookStatus.DISABLED, webhook.createdAt()), before.change());

        assertThatThrownBy(connection::commit)
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "webhook wh_1 must not be changed otherwise while a transaction that changes it is open, but "
                                + "was; the connection has committed, and the change of the webhook is lost");
    }

    @Test
    void refuses_a_connection_that_is_not_enlisted() {
        assertThatThrownBy(() -> memory.forNode(clock).publish(database(), List.of(acceptance(event("push-1")))))
                .isInstanceOf(StoreException.class)
                .hasMessage("the connection must be one that InMemoryStore.enlist returned for this store");
    }

    private MutationResult publish(String event) {
        return publish(event(event));
    }

    private MutationResult publish(Event event) {
        return memory.forNode(clock).publish(connection, List.of(acceptance(event)));
    }

    private NewEvent acceptance(Event event) {
        return newEvent(event, newChain("c_" + event.id().value().replace('-', '_'), webhook));
    }

    private List<PublishResult> accepted(String event) {
        return memory.accepted(List.of(new EventId(event)));
    }

    /** Returns a connection to a database that remembers nothing but whether it has a transaction. */
    static Connection database() {
        var autoCommit = new boolean[] {true};
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAutoCommit" -> autoCommit[0];
                    case "setAutoCommit" -> {
                        autoCommit[0] = (Boolean) arguments[0];
                        yield null;
                    }
                    case "setSavepoint" ->
                        Proxy.newProxyInstance(
                                Savepoint.class.getClassLoader(), new Class<?>[] {Savepoint.class}, (a, b, c) -> null);
                    default -> null;
                });
    }
}
