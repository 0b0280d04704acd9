package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.signature.WebhookSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerLimitsTest {
    private static final OwnerLimits LIMITS = OwnerLimits.of(3, 5);

    @Test
    void takes_what_reaches_the_limits() {
        assertThatCode(() -> LIMITS.check(settings("acme", 3), true, webhooks(2, 1)))
                .doesNotThrowAnyException();
    }

    @Test
    void refuses_one_webhook_too_many() {
        assertThatThrownBy(() -> LIMITS.check(settings("acme", 1), true, webhooks(3, 1)))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: owner must have at most 3 webhooks, was 3 already");
    }

    @Test
    void refuses_one_destination_too_many() {
        assertThatThrownBy(() -> LIMITS.check(settings("acme", 2), true, webhooks(2, 2)))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: owner must have at most 5 destinations in all webhooks, "
                        + "was 4 already, and 2 in this webhook");
    }

    @Test
    void does_not_count_webhooks_for_one_that_the_owner_has() {
        assertThatCode(() -> LIMITS.check(settings("acme", 2), false, webhooks(3, 1)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> LIMITS.check(settings("acme", 3), false, webhooks(3, 1)))
                .hasMessage("invalid webhook: owner must have at most 5 destinations in all webhooks, "
                        + "was 3 already, and 3 in this webhook");
    }

    @Test
    void names_both_faults() {
        assertThatThrownBy(() -> LIMITS.check(settings("acme", 1), true, webhooks(4, 2)))
                .hasMessage("invalid webhook: owner must have at most 3 webhooks, was 4 already; "
                        + "owner must have at most 5 destinations in all webhooks, "
                        + "was 8 already, and 1 in this webhook");
    }

    @Test
    void limits_no_webhook_without_an_owner() {
        assertThatCode(() -> LIMITS.check(settings(null, 16), true, webhooks(100, 16)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 100_001})
    void refuses_numbers_out_of_range(int number) {
        assertThatThrownBy(() -> OwnerLimits.of(number, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxWebhooks must be 1 to 100000, was " + number);
        assertThatThrownBy(() -> OwnerLimits.of(1, number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDestinations must be 1 to 100000, was " + number);
    }

    private static List<Webhook> webhooks(int count, int destinations) {
        var webhook = new Webhook(
                new WebhookId("w"),
                1,
                settings("acme", destinations),
                List.of(new SigningSecret(WebhookSecret.generate(), null)),
                WebhookStatus.ENABLED,
                Instant.EPOCH);
        return Collections.nCopies(count, webhook);
    }

    private static WebhookSettings settings(@Nullable String owner, int destinations) {
        return new WebhookSettings(
                "CI",
                EventFilter.of("acme/app"),
                IntStream.range(0, destinations)
                        .mapToObj(number -> new Destination(number, "https://ci.example/" + number, null, null))
                        .toList(),
                false,
                List.of(),
                RetrySchedule.ofDefaults(),
                Duration.ofHours(1),
                false,
                owner,
                0,
                Map.of(),
                null);
    }
}
