package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.agreement.Agreement;
import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementRequest;
import io.github.webhooks4j.agreement.AgreementTerms;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CloudEvents abuse protection: destinations are asked before they get deliveries. */
class AgreementTest {
    private static final AgreementTerms TERMS = new AgreementTerms("hub.example", 120);

    private final EngineFixture hub = new EngineFixture(options -> options.requireAgreement(TERMS));

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_destination_is_asked_with_the_headers_of_a_delivery() {
        agree(CI, "*");

        hub.engine
                .webhooks()
                .create(draft(CI.replace("://", "://ada:lovelace@"))
                        .headers(Map.of("X-Gateway", "key"))
                        .build());

        AgreementRequest question = hub.transport.questions().get(0);
        assertThat(question.url()).isEqualTo(CI);
        assertThat(question.headers())
                .containsExactly(
                        new Header("User-Agent", "Webhooks4j"),
                        new Header("WebHook-Request-Origin", "hub.example"),
                        new Header("WebHook-Request-Rate", "120"),
                        new Header("X-Gateway", "key"),
                        new Header("Authorization", "Basic YWRhOmxvdmVsYWNl"));
    }

    @Test
    void every_destination_that_does_not_agree_is_named() {
        hub.transport.agree(CI, new AgreementAnswer.NotAnswered(FailureCode.CONNECT_FAILED));

        assertThatThrownBy(() -> hub.create(CI, DEPLOY))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: destinations[0] must agree to deliveries from hub.example, was "
                        + "No connection to the destination could be made.; "
                        + "destinations[1] must agree to deliveries from hub.example, was answered 405");
        assertThat(hub.engine.webhooks().list()).isEmpty();
    }

    @Test
    void nobody_is_asked_about_a_webhook_that_is_refused_anyway() {
        assertThatThrownBy(() -> hub.create(CI, "not a url")).isInstanceOf(InvalidWebhookException.class);

        assertThat(hub.transport.questions()).isEmpty();
    }

    @Test
    void what_was_agreed_to_is_kept_and_named_on_every_delivery() {
        agree(CI, "30");

        Webhook webhook = hub.create(CI);
        hub.publish("push-1");

        assertThat(webhook.settings().destinations().get(0).agreement()).isEqualTo(new Agreement("hub.example", 30));
        assertThat(hub.request(CI, 1).header("WebHook-Request-Origin")).contains("hub.example");
    }

    @Test
    void no_more_is_sent_than_was_agreed_to() {
        agree(CI, "2");
        hub.create(CI);

        hub.publish("push-1");
        hub.request(CI, 1);
        hub.publish("push-2");
        hub.publish("push-3");
        hub.clock.advance(Duration.ofMillis(30_499));
        assertThat(hub.transport.requests(CI)).hasSize(1);
        hub.clock.advance(Duration.ofMillis(1));

        hub.request(CI, 2);
        assertThat(hub.transport.requests(CI)).hasSize(2);
        hub.clock.advance(Duration.ofMillis(30_500));
        hub.request(CI, 3);
    }

    @Test
    void only_a_url_that_is_new_is_asked_when_a_webhook_is_changed() {
        agree(CI, "*");
        agree(DEPLOY, "*");
        Webhook webhook = hub.create(CI);

        hub.engine.webhooks().change(webhook.id(), draft(CI, DEPLOY).build());

        assertThat(hub.transport.questions()).extracting(AgreementRequest::url).containsExactly(CI, DEPLOY);
    }

    @Test
    void a_change_to_a_url_that_does_not_agree_changes_nothing() {
        agree(CI, "*");
        Webhook webhook = hub.create(CI);

        assertThatThrownBy(() ->
                        hub.engine.webhooks().change(webhook.id(), draft(DEPLOY).build()))
                .hasMessage(
                        "invalid webhook: destinations[0] must agree to deliveries from hub.example, was answered 405");

        assertThat(hub.engine.webhooks().get(webhook.id())).hasValue(webhook);
    }

    @Test
    void an_agreement_outlasts_the_engine_that_asked() {
        agree(CI, "2");
        Webhook webhook = hub.create(CI);

        hub.restartAfterCrash();
        Webhook changed =
                hub.engine.webhooks().change(webhook.id(), draft(CI, DEPLOY).build());

        assertThat(changed.settings().destinations().get(0).agreement()).isEqualTo(new Agreement("hub.example", 2));
        assertThat(changed.settings().destinations().get(1).agreement()).isNull();
    }

    private void agree(String url, String rate) {
        hub.transport.agree(url, new AgreementAnswer.Answered(200, "hub.example", rate));
    }
}
