package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.engine.webhook.WebhookPage;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks that are listed by what they are. */
class ListedWebhooksTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void finds_webhooks_by_topic_as_their_filter_has_it() {
        Webhook exact = create("acme/app", null);
        Webhook wide = create("acme/*", null);
        create("acme/other", null);

        assertThat(list(WebhookQuery.all().withTopic("acme/app"))).containsExactly(exact);
        assertThat(list(WebhookQuery.all().withTopic("acme/*"))).containsExactly(wide);
    }

    @Test
    void finds_webhooks_by_namespace() {
        Webhook exact = create("acme/app", null);
        Webhook deep = create("acme/app/deep", null);
        Webhook wide = create("acme/*", null);
        create("acmeo/app", null);
        create("acme", null);

        assertThat(list(WebhookQuery.all().withNamespace("acme"))).containsExactly(exact, deep, wide);
    }

    @Test
    void finds_webhooks_by_owner_and_status_together() {
        Webhook enabled = create("acme/app", "customer 7");
        Webhook disabled = create("acme/app", "customer 7");
        create("acme/app", "customer 8");
        create("acme/app", null);
        hub.engine.webhooks().disable(disabled.id());

        WebhookQuery ofOwner = WebhookQuery.all().withOwner("customer 7");

        assertThat(list(ofOwner)).extracting(Webhook::id).containsExactly(enabled.id(), disabled.id());
        assertThat(list(ofOwner.withStatus(WebhookStatus.DISABLED)))
                .extracting(Webhook::id)
                .containsExactly(disabled.id());
        assertThat(list(ofOwner.withNamespace("other"))).isEmpty();
    }

    @Test
    void finds_no_deleted_webhook() {
        Webhook webhook = create("acme/app", "customer 7");
        hub.engine.webhooks().delete(webhook.id());

        assertThat(list(WebhookQuery.all())).isEmpty();
        assertThat(list(WebhookQuery.all().withOwner("customer 7"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10, 11, 1_000})
    void has_each_webhook_on_one_page_the_oldest_first(int limit) {
        var created = new ArrayList<Webhook>();
        for (int number = 0; number < 10; number++) {
            created.add(createNow("acme/app", null));
            if (number % 3 == 0) {
                hub.clock.advance(Duration.ofMillis(1));
            }
        }

        var listed = new ArrayList<Webhook>();
        WebhookPage page = hub.engine.webhooks().list(WebhookQuery.all(), limit, null);
        listed.addAll(page.webhooks());
        while (page.next() != null) {
            assertThat(page.webhooks()).hasSize(limit);
            page = hub.engine.webhooks().list(WebhookQuery.all(), limit, page.next());
            listed.addAll(page.webhooks());
        }

        assertThat(listed).containsExactlyElementsOf(hub.engine.webhooks().list());
        assertThat(listed).containsExactlyInAnyOrderElementsOf(created);
    }

    @Test
    void continues_after_a_webhook_that_was_deleted() {
        create("acme/app", null);
        Webhook last = create("acme/app", null);
        Webhook next = create("acme/app", null);
        List<Webhook> all = hub.engine.webhooks().list();
        WebhookPage first = hub.engine.webhooks().list(WebhookQuery.all(), 2, null);

        hub.engine.webhooks().delete(all.get(1).id());

        assertThat(hub.engine
                        .webhooks()
                        .list(WebhookQuery.all(), 2, first.next())
                        .webhooks())
                .containsExactly(all.get(2));
        assertThat(all).contains(last, next);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_001})
    void refuses_a_page_of_a_size_out_of_range(int limit) {
        assertThatThrownBy(() -> hub.engine.webhooks().list(WebhookQuery.all(), limit, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit must be 1 to 1000, was " + limit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "bogus", "17", "17-", "-wh_1", "01-wh_1", "17-WH", "17-wh_1 ", "9999999999999999999-wh_1"})
    void refuses_a_cursor_that_no_page_returned(String cursor) {
        assertThatThrownBy(() -> hub.engine.webhooks().list(WebhookQuery.all(), 10, cursor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "cursor must be the next of a page, was \"" + cursor + "\"; leave it out for the first page");
    }

    @Test
    void refuses_a_query_that_no_webhook_can_meet() {
        WebhookQuery all = WebhookQuery.all();

        assertThatThrownBy(() -> all.withTopic("a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a topic must be 1 to 255 characters without whitespace, control or format characters, "
                        + "or *, was \"a b\"");
        for (String namespace : List.of("", "a/b", "a b", "*")) {
            assertThatThrownBy(() -> all.withNamespace(namespace))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "namespace must be the part of a topic before the first slash, was \"" + namespace + "\"");
        }
        assertThatThrownBy(() -> all.withOwner(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("owner must not be empty; leave it out for any owner");
        assertThatThrownBy(() -> all.withStatus(WebhookStatus.DELETED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("status must not be deleted, since deleted webhooks are not listed");
    }

    private Webhook create(String topic, @Nullable String owner) {
        hub.clock.advance(Duration.ofMillis(1));
        return createNow(topic, owner);
    }

    private Webhook createNow(String topic, @Nullable String owner) {
        return hub.engine
                .webhooks()
                .create(WebhookDraft.builder("CI", topic, List.of(CI))
                        .owner(owner)
                        .build());
    }

    private List<Webhook> list(WebhookQuery query) {
        return hub.engine.webhooks().list(query, 100, null).webhooks();
    }
}
