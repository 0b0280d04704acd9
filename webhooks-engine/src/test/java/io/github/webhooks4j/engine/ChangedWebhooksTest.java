package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookChangedException;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks that are changed from their present settings, and secrets that applications bring with them. */
class ChangedWebhooksTest {
    private static final String CI_OF_ADA = "https://ada:lovelace@ci.example/hook";

    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void keeps_password_and_headers_of_a_webhook_that_is_renamed() {
        Webhook webhook = hub.engine
                .webhooks()
                .create(draft(CI_OF_ADA).headers(Map.of("X-Token", "t")).build());

        Webhook renamed = hub.engine.webhooks().update(webhook.id(), draft -> draft.name("Other"));
        hub.publish("push-1");

        assertThat(renamed.settings().name()).isEqualTo("Other");
        assertThat(renamed.secrets()).isEqualTo(webhook.secrets());
        assertThat(renamed.settings().destinations())
                .isEqualTo(webhook.settings().destinations());
        assertThat(hub.request(CI, 1).headers())
                .contains(new Header("X-Token", "t"), new Header("Authorization", "Basic YWRhOmxvdmVsYWNl"));
    }

    @Test
    void changes_a_webhook_from_the_revision_that_was_seen() {
        Webhook webhook = hub.engine.webhooks().create(draft(CI).build());

        Webhook renamed = hub.engine.webhooks().update(webhook.id(), 1, draft -> draft.name("Other"));

        assertThat(renamed.settings().name()).isEqualTo("Other");
        assertThat(renamed.revision()).isEqualTo(2);
    }

    @Test
    void refuses_a_change_from_a_revision_that_was_changed_since() {
        Webhook webhook = hub.engine.webhooks().create(draft(CI).build());
        hub.engine.webhooks().update(webhook.id(), draft -> draft.name("First"));

        assertThatThrownBy(() -> hub.engine.webhooks().update(webhook.id(), 1, draft -> draft.name("Second")))
                .isInstanceOf(WebhookChangedException.class)
                .hasMessage("webhook " + webhook.id() + " must have revision 1 to be changed from it, was revision 2; "
                        + "look at the present settings first");
        assertThat(hub.engine
                        .webhooks()
                        .get(webhook.id())
                        .orElseThrow()
                        .settings()
                        .name())
                .isEqualTo("First");
    }

    @Test
    void takes_no_password_to_another_url() {
        Webhook webhook = hub.engine.webhooks().create(draft(CI_OF_ADA).build());

        hub.engine.webhooks().update(webhook.id(), draft -> draft.destinations(List.of(DEPLOY)));
        hub.publish("push-1");

        assertThat(hub.request(DEPLOY, 1).headers()).extracting(Header::name).doesNotContain("Authorization");
    }

    @Test
    void keeps_what_was_changed_while_the_change_was_made() {
        Webhook webhook = hub.create(CI);
        var calls = new AtomicInteger();

        Webhook changed = hub.engine.webhooks().update(webhook.id(), draft -> {
            if (calls.incrementAndGet() == 1) {
                hub.engine.webhooks().update(webhook.id(), other -> other.metadata(Map.of("plan", "gold")));
            }
            return draft.name("Other");
        });

        assertThat(calls).hasValue(2);
        assertThat(changed.settings().name()).isEqualTo("Other");
        assertThat(changed.settings().metadata()).containsExactly(Map.entry("plan", "gold"));
        assertThat(changed.revision()).isEqualTo(3);
    }

    @Test
    void keeps_what_another_node_has_changed_in_the_meantime() {
        Webhook webhook = hub.create(CI);
        try (WebhookEngine there = EngineFixture.startOn(hub.store.join(), hub.transport, hub.clock)) {
            there.webhooks().update(webhook.id(), draft -> draft.metadata(Map.of("plan", "gold")));

            Webhook changed = hub.engine.webhooks().update(webhook.id(), draft -> draft.name("Other"));

            assertThat(changed.settings().name()).isEqualTo("Other");
            assertThat(changed.settings().metadata()).containsExactly(Map.entry("plan", "gold"));
        }
    }

    @Test
    void gives_an_error_after_a_hundred_changes_of_others() {
        Webhook webhook = hub.create(CI);
        var calls = new AtomicInteger();

        assertThatThrownBy(() -> hub.engine.webhooks().update(webhook.id(), draft -> {
                    hub.engine
                            .webhooks()
                            .update(webhook.id(), other -> other.name("number " + calls.incrementAndGet()));
                    return draft.name("Other");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("webhook " + webhook.id()
                        + " was changed by others 100 times while it was to be changed; try again");
        assertThat(calls).hasValue(100);
    }

    @Test
    void changes_nothing_after_a_fault_in_the_change() {
        Webhook webhook = hub.create(CI);

        assertThatThrownBy(() -> hub.engine.webhooks().update(webhook.id(), draft -> draft.name(" ")))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: name must not be blank, was \" \"");
        assertThatThrownBy(() -> hub.engine.webhooks().update(webhook.id(), draft -> {
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");
        assertThatThrownBy(() -> hub.engine.webhooks().update(webhook.id(), draft -> nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("change must return a draft");
        assertThatThrownBy(() -> hub.engine.webhooks().update(webhook.id(), noChange()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("change");
        assertThat(hub.engine.webhooks().get(webhook.id())).contains(webhook);
    }

    @Test
    void reports_an_unknown_webhook_before_the_change_is_called() {
        assertThatThrownBy(() -> hub.engine.webhooks().update(new WebhookId("wh_none"), draft -> {
                    throw new IllegalStateException("called");
                }))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook wh_none");
    }

    @Test
    void changes_nothing_while_the_store_is_away() {
        Webhook webhook = hub.create(CI);
        hub.store.close();

        assertThatThrownBy(() -> hub.engine.webhooks().update(webhook.id(), draft -> draft.name("Other")))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store is closed");
    }

    @Test
    void signs_with_a_secret_of_the_applications_from_the_start() {
        WebhookSecret secret = WebhookSecret.generate();

        Webhook webhook = hub.engine.webhooks().create(draft(CI).secret(secret).build());

        assertThat(webhook.secrets()).containsExactly(new SigningSecret(secret, null));
    }

    @Test
    void signs_with_a_replaced_secret_too_for_a_day() {
        Webhook webhook = hub.create(CI);
        WebhookSecret secret = WebhookSecret.generate();

        Webhook changed = hub.engine.webhooks().update(webhook.id(), draft -> draft.secret(secret));

        assertThat(changed.secrets())
                .containsExactly(
                        new SigningSecret(secret, null),
                        new SigningSecret(webhook.secret(), hub.clock.instant().plus(Duration.ofHours(24))));
    }

    @Test
    void signs_with_the_given_secret_only_after_a_move_to_another_host() {
        Webhook webhook = hub.create(CI);
        WebhookSecret secret = WebhookSecret.generate();

        Webhook moved = hub.engine
                .webhooks()
                .update(webhook.id(), draft(DEPLOY).secret(secret).build());

        assertThat(moved.secrets()).containsExactly(new SigningSecret(secret, null));
    }

    @Test
    void keeps_the_secret_if_the_given_one_is_the_same() {
        Webhook webhook = hub.create(CI);

        Webhook changed = hub.engine.webhooks().update(webhook.id(), draft -> draft.secret(webhook.secret()));

        assertThat(changed.secrets()).isEqualTo(webhook.secrets());
    }

    @Test
    void keeps_metadata_over_a_restart_and_never_sends_it() {
        Webhook webhook = hub.engine
                .webhooks()
                .create(draft(CI).metadata(Map.of("plan", "gold-plan")).build());
        hub.publish("push-1");

        hub.restartAfterCrash();

        assertThat(hub.engine
                        .webhooks()
                        .get(webhook.id())
                        .orElseThrow()
                        .settings()
                        .metadata())
                .containsExactly(Map.entry("plan", "gold-plan"));
        assertThat(hub.request(CI, 1).text()).doesNotContain("gold-plan");
        assertThat(hub.request(CI, 1).headers()).extracting(Header::value).doesNotContain("gold-plan");
    }

    @SuppressWarnings("NullAway") // what an application may do
    private static WebhookDraft.Builder nothing() {
        WebhookDraft.@Nullable Builder nothing = null;
        return nothing;
    }

    @SuppressWarnings("NullAway") // what an application may do
    private static UnaryOperator<WebhookDraft.Builder> noChange() {
        @Nullable UnaryOperator<WebhookDraft.Builder> nothing = null;
        return nothing;
    }
}
