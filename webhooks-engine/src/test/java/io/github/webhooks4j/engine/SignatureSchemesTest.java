package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.signature.VerificationKey;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookPublicKey;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignatureSchemesTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void signs_with_a_secret_key_whose_public_key_receivers_are_shown() {
        Webhook webhook = create(SignatureScheme.V1A);

        RecordedDelivery delivery = deliver(1);

        assertThat(delivery.header(WebhookHeaders.SIGNATURE).orElseThrow()).matches("v1a,\\S+");
        WebhookPublicKey publicKey = webhook.publicKey().orElseThrow();
        assertVerified(delivery, publicKey);
        assertThat(webhook.secret().publicKey()).contains(publicKey);
        assertThat(webhook.secret(SignatureScheme.V1)).isEmpty();
    }

    @Test
    void signs_with_both_if_it_is_so_chosen() {
        Webhook webhook = create(SignatureScheme.V1, SignatureScheme.V1A);

        RecordedDelivery delivery = deliver(1);

        assertThat(delivery.header(WebhookHeaders.SIGNATURE).orElseThrow()).matches("v1,\\S+ v1a,\\S+");
        assertVerified(delivery, webhook.secret());
        assertVerified(delivery, webhook.publicKey().orElseThrow());
    }

    @Test
    void rotates_both_with_an_overlap() {
        Webhook before = create(SignatureScheme.V1, SignatureScheme.V1A);

        Webhook after = hub.engine.webhooks().rotateSecret(before.id());

        assertThat(after.publicKey()).isPresent().isNotEqualTo(before.publicKey());
        assertThat(after.secret()).isNotEqualTo(before.secret());
        RecordedDelivery delivery = deliver(1);
        assertVerified(delivery, before.secret());
        assertVerified(delivery, before.publicKey().orElseThrow());
        assertVerified(delivery, after.secret());
        assertVerified(delivery, after.publicKey().orElseThrow());
        hub.clock.advance(Duration.ofHours(25));
        assertThat(deliver(2).header(WebhookHeaders.SIGNATURE).orElseThrow()).matches("v1,\\S+ v1a,\\S+");
    }

    @Test
    void keeps_the_former_scheme_for_a_while_when_it_is_changed() {
        Webhook before = create(SignatureScheme.V1);

        Webhook after =
                hub.engine.webhooks().update(before.id(), draft -> draft.signatures(Set.of(SignatureScheme.V1A)));

        RecordedDelivery delivery = deliver(1);
        assertVerified(delivery, before.secret());
        assertVerified(delivery, after.publicKey().orElseThrow());
        hub.clock.advance(Duration.ofHours(25));
        assertThat(deliver(2).header(WebhookHeaders.SIGNATURE).orElseThrow()).matches("v1a,\\S+");
    }

    @Test
    void keeps_the_secret_when_a_scheme_is_added() {
        Webhook before = create(SignatureScheme.V1);

        Webhook after = hub.engine
                .webhooks()
                .update(before.id(), draft -> draft.signatures(Set.of(SignatureScheme.V1, SignatureScheme.V1A)));

        assertThat(after.secret()).isEqualTo(before.secret());
        assertThat(after.publicKey()).isPresent();
    }

    @Test
    void takes_a_secret_key_of_its_own() {
        WebhookSecret own = WebhookSecret.generate(SignatureScheme.V1A);

        Webhook webhook = hub.engine
                .webhooks()
                .create(draft(CI)
                        .signatures(Set.of(SignatureScheme.V1A))
                        .secret(own)
                        .build());

        assertThat(webhook.publicKey()).isEqualTo(own.publicKey());
    }

    @Test
    void refuses_a_secret_that_does_not_fit() {
        assertRefused(
                WebhookSecret.generate(SignatureScheme.V1A),
                "secret must be of a scheme that the webhook signs with, was of v1a");
        assertRefused(
                WebhookSecret.ofBytes("plain".getBytes(StandardCharsets.UTF_8)),
                "secret must be one that may sign, was one for verifying only");
    }

    private void assertRefused(WebhookSecret secret, String violation) {
        assertThatThrownBy(() ->
                        hub.engine.webhooks().create(draft(CI).secret(secret).build()))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: " + violation);
    }

    private Webhook create(SignatureScheme... schemes) {
        return hub.engine
                .webhooks()
                .create(draft(CI).signatures(Set.of(schemes)).build());
    }

    private RecordedDelivery deliver(int number) {
        hub.awaitState(hub.publish("push-" + number), "complete");
        return hub.request(CI, number);
    }

    private void assertVerified(RecordedDelivery delivery, VerificationKey key) {
        WebhookVerifier verifier =
                WebhookVerifier.builder(Set.of(key)).clock(hub.clock).build();
        assertThat(verifier.verify(name -> delivery.header(name).orElse(null), delivery.body())
                        .id())
                .isEqualTo(delivery.header(WebhookHeaders.ID).orElseThrow());
    }
}
