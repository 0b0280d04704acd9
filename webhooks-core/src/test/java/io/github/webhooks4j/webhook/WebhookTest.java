package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.signature.WebhookSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final WebhookSecret CURRENT = WebhookSecret.generate();
    private static final WebhookSecret FORMER = WebhookSecret.generate();
    private static final WebhookSettings SETTINGS = settings(1, Duration.ofHours(1));

    @Test
    void signs_with_every_secret_that_has_not_expired_the_current_one_first() {
        Webhook webhook = webhook(new SigningSecret(CURRENT, null), new SigningSecret(FORMER, NOW));

        assertThat(webhook.activeSecrets(NOW.minusNanos(1))).containsExactly(CURRENT, FORMER);
        assertThat(webhook.activeSecrets(NOW)).containsExactly(CURRENT);
        assertThat(webhook.secret()).isEqualTo(CURRENT);
    }

    @Test
    void needs_a_current_secret_in_the_first_place() {
        String message = "webhook w must have a secret first that does not expire";

        assertThatThrownBy(WebhookTest::webhook)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> webhook(new SigningSecret(FORMER, NOW), new SigningSecret(CURRENT, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void counts_the_changes_of_its_settings_only() {
        Webhook webhook = webhook(new SigningSecret(CURRENT, null));

        assertThat(webhook.withSettings(settings(2, Duration.ofHours(1))).revision())
                .isEqualTo(2);
        assertThat(webhook.withStatus(WebhookStatus.DISABLED, NOW).revision()).isEqualTo(1);
        assertThat(webhook.withSecrets(List.of(new SigningSecret(FORMER, null))).revision())
                .isEqualTo(1);
        assertThatThrownBy(() -> new Webhook(webhook.id(), 0, SETTINGS, webhook.secrets(), WebhookStatus.ENABLED, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("webhook w must count revisions from 1, was 0");
    }

    @Test
    void settings_hold_a_plan_that_a_chain_can_run_by() {
        assertThat(settings(2, Duration.ofHours(1)).plan()).isEqualTo(new ChainPlan(2, true, Duration.ofHours(1)));
        assertThatThrownBy(() -> settings(0, Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a chain must have 1 to 16 steps, was 0");
        assertThatThrownBy(() -> settings(1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("callbackDeadline must be PT0.001S to PT87600H, was PT0S");
    }

    @Test
    void shows_no_secret_of_any_kind() {
        var settings = new WebhookSettings(
                "CI",
                EventFilter.of("a/b"),
                List.of(new Destination(
                        "https://ci.example:8443/s3cret?key=s3cret", new BasicCredentials("s3cret", "s3cret"))),
                true,
                List.of(new Header("X-Key", "s3cret")),
                RetrySchedule.of(),
                Duration.ofHours(1),
                false);
        Webhook webhook = webhook(new SigningSecret(CURRENT, null)).withSettings(settings);

        assertThat(webhook.toString())
                .contains("Destination[https://ci.example:8443]")
                .doesNotContain("s3cret")
                .doesNotContain(CURRENT.reveal());
    }

    @Test
    void a_destination_shows_its_origin_with_and_without_a_path() {
        assertThat(new Destination("http://[::1]:80", null)).hasToString("Destination[http://[::1]:80]");
        assertThat(new Destination("http://[::1]:80/x", null)).hasToString("Destination[http://[::1]:80]");
        assertThat(new Destination("https://ci.example?s3cret", null)).hasToString("Destination[https://ci.example]");
        assertThat(new Destination("https://ci.example#s3cret", null)).hasToString("Destination[https://ci.example]");
        assertThat(new Destination("s3cret", null)).hasToString("Destination[]");
    }

    @ParameterizedTest
    @EnumSource(WebhookStatus.class)
    void finds_a_status_by_its_code(WebhookStatus status) {
        assertThat(status.code()).matches("[a-z_]+");
        assertThat(WebhookStatus.fromCode(status.code())).hasValue(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a-b", "a/b", "ü", "a\n"})
    void refuses_an_id_that_is_not_fit_for_urls(String id) {
        assertThatThrownBy(() -> new WebhookId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook id must be 1 to 64 characters of [a-z0-9_]");
    }

    private static Webhook webhook(SigningSecret... secrets) {
        return new Webhook(new WebhookId("w"), 1, SETTINGS, List.of(secrets), WebhookStatus.ENABLED, NOW);
    }

    private static WebhookSettings settings(int destinations, Duration callbackDeadline) {
        return new WebhookSettings(
                "CI",
                EventFilter.of("a/b"),
                IntStream.range(0, destinations)
                        .mapToObj(step -> new Destination("https://ci.example/", null).withNumber(step))
                        .toList(),
                true,
                List.of(),
                RetrySchedule.ofDefaults(),
                callbackDeadline,
                false);
    }
}
