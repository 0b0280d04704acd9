package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TlsProfileOfWebhooksTest {
    @AutoClose
    private final EngineFixture hub = new EngineFixture();

    @Test
    void sends_deliveries_by_the_profile_that_the_webhook_names() {
        List<Optional<String>> profiles = new CopyOnWriteArrayList<>();
        Function<OutboundRequest, DeliveryResult> noting = request -> {
            profiles.add(Optional.ofNullable(request.tlsProfile()));
            return new DeliveryResult.Response(200, null, null, "", Timing.ofTotal(Duration.ZERO));
        };
        hub.transport.on(CI).respond(noting).respond(noting);
        Webhook webhook =
                hub.engine.webhooks().create(draft(CI).tlsProfile("partner").build());
        hub.awaitState(hub.publish("push-1"), "complete");

        hub.engine.webhooks().update(webhook.id(), draft -> draft.tlsProfile(null));
        hub.awaitState(hub.publish("push-2"), "complete");

        assertThat(profiles).containsExactly(Optional.of("partner"), Optional.empty());
    }

    @Test
    void an_update_of_something_else_keeps_the_profile() {
        Webhook webhook =
                hub.engine.webhooks().create(draft(CI).tlsProfile("partner").build());

        hub.engine.webhooks().update(webhook.id(), draft -> draft.name("renamed"));

        assertThat(hub.engine
                        .webhooks()
                        .get(webhook.id())
                        .orElseThrow()
                        .settings()
                        .tlsProfile())
                .isEqualTo("partner");
    }

    @Test
    void refuses_a_profile_that_the_transport_does_not_have() {
        try (WebhookEngine engine = WebhookEngine.builder(new InMemoryStore(), new WithoutProfiles(hub.transport))
                .start()) {
            assertThatThrownBy(() -> engine.webhooks()
                            .create(draft(CI).tlsProfile("partner").build()))
                    .isInstanceOf(InvalidWebhookException.class)
                    .hasMessage("invalid webhook: tlsProfile must be one that the transport has, was \"partner\"");
        }
    }

    private record WithoutProfiles(Transport transport) implements Transport {
        @Override
        public DestinationCheck check(String url) {
            return transport.check(url);
        }

        @Override
        public Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done) {
            return transport.send(request, done);
        }
    }
}
