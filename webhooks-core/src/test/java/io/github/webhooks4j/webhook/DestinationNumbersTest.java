package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.signature.WebhookSecret;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationNumbersTest {
    private static final String A = "https://a.example/";
    private static final String B = "https://b.example/";
    private static final String C = "https://c.example/";

    @Test
    void is_those_of_the_steps_in_a_new_webhook() {
        assertThat(numbers(webhook(A, B, C))).containsExactly(0, 1, 2);
    }

    @Test
    void stays_while_the_url_stays() {
        Webhook changed = webhook(A, B).withSettings(settings(A, B));

        assertThat(changed.revision()).isEqualTo(2);
        assertThat(numbers(changed)).containsExactly(0, 1);
    }

    @Test
    void stays_with_other_credentials() {
        WebhookSettings present = settings(A);
        Destination withUser = new Destination(A, new BasicCredentials("ada", "secret"));

        Webhook changed = webhook(A).withSettings(present.withDestinations(List.of(withUser)));

        assertThat(numbers(changed)).containsExactly(0);
    }

    @Test
    void is_new_for_a_new_url() {
        assertThat(numbers(webhook(A, B).withSettings(settings(A, C)))).containsExactly(0, 17);
    }

    @Test
    void goes_along_with_a_url_that_moves_to_another_step() {
        assertThat(numbers(webhook(A, B).withSettings(settings(C, A, B)))).containsExactly(16, 0, 1);
    }

    @Test
    void never_come_back_once_their_url_has_gone() {
        Webhook back = webhook(A).withSettings(settings(B)).withSettings(settings(A));

        assertThat(numbers(back)).containsExactly(32);
    }

    @Test
    void differs_between_two_steps_of_one_url() {
        assertThat(numbers(webhook(A).withSettings(settings(A, A)))).containsExactly(0, 17);
        assertThat(numbers(webhook(A, A).withSettings(settings(B, A, A)))).containsExactly(16, 1, 0);
    }

    @Test
    void must_differ_within_a_webhook() {
        List<Destination> same = List.of(new Destination(A, null), new Destination(B, null));

        assertThatThrownBy(() -> settings(A, B).withDestinations(same))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the destinations of a webhook must have numbers of their own, was [0, 0]");
        assertThatThrownBy(() -> same.get(0).withNumber(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a destination's number must not be negative, was -1");
    }

    @Test
    void a_destination_has_host_and_port() {
        assertThat(new Destination("https://CI.example/x?y", null).hostAndPort())
                .isEqualTo("ci.example:443");
        assertThat(new Destination("http://ci.example", null).hostAndPort()).isEqualTo("ci.example:80");
        assertThat(new Destination("http://[::1]:8080/", null).hostAndPort()).isEqualTo("[::1]:8080");
    }

    private static List<Integer> numbers(Webhook webhook) {
        return webhook.settings().plan().destinations();
    }

    private static Webhook webhook(String... urls) {
        return new Webhook(
                new WebhookId("w"),
                1,
                settings(urls),
                List.of(new SigningSecret(WebhookSecret.generate(), null)),
                WebhookStatus.ENABLED,
                Instant.EPOCH);
    }

    private static WebhookSettings settings(String... urls) {
        return WebhookRules.check(
                WebhookDraft.builder("CI", "a/b", List.of(urls)).build(),
                url -> new DestinationCheck.Accepted(new Destination(url, null)),
                true);
    }
}
