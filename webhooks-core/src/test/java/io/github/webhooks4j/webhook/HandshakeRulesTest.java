package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.handshake.DeliveryPermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakeRulesTest {
    private static final AbuseProtection PROTECTION = new AbuseProtection("hub.example", 60);
    private static final DeliveryPermission PERMISSION = new DeliveryPermission("hub.example", 60);
    private static final Destination CI = new Destination("https://ci.example/", null);

    private final List<Destination> asked = new ArrayList<>();

    @Test
    void asks_a_new_destination() {
        assertThat(validate(PROTECTION, CI, List.of())).isEqualTo(CI.withPermission(PERMISSION));
        assertThat(asked).containsExactly(CI);
    }

    @Test
    void does_not_ask_again_for_a_permission_that_it_has() {
        var former = CI.withPermission(new DeliveryPermission("hub.example", 5));

        assertThat(validate(PROTECTION, CI, List.of(former))).isEqualTo(former);
        assertThat(asked).isEmpty();
    }

    @Test
    void asks_again_when_the_permission_does_not_meet_the_protection() {
        validate(PROTECTION, CI, List.of(CI.withPermission(new DeliveryPermission("other.example", 60))));
        validate(PROTECTION, CI, List.of(CI.withPermission(new DeliveryPermission("hub.example", 61))));

        assertThat(asked).containsExactly(CI, CI);
    }

    @Test
    void asks_again_when_the_credentials_have_changed() {
        validate(
                PROTECTION,
                CI,
                List.of(new Destination(CI.url(), new BasicCredentials("ada", "lovelace")).withPermission(PERMISSION)));

        assertThat(asked).containsExactly(CI);
    }

    @Test
    void keeps_permissions_and_asks_no_destination_without_protection() {
        var former = CI.withPermission(PERMISSION);

        assertThat(validate(null, CI, List.of(former))).isEqualTo(former);
        assertThat(validate(null, CI, List.of())).isEqualTo(CI);
        assertThat(asked).isEmpty();
    }

    private Destination validate(
            @Nullable AbuseProtection protection, Destination destination, List<Destination> former) {
        var settings = new WebhookSettings(
                "CI",
                new EventFilter("acme/app", List.of(), List.of()),
                List.of(destination),
                false,
                List.of(),
                RetrySchedule.ofDefaults(),
                Duration.ofHours(1),
                false);
        return HandshakeRules.validate(settings, former, protection, question -> {
                    asked.add(question);
                    return new Response(
                            200,
                            null,
                            null,
                            "",
                            Timing.ofTotal(Duration.ZERO),
                            Map.of("WebHook-Allowed-Origin", "hub.example", "WebHook-Allowed-Rate", "*"));
                })
                .destinations()
                .get(0);
    }
}
