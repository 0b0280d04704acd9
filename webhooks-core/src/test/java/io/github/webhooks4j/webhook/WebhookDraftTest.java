package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.signature.WebhookSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WebhookDraftTest {
    private static final BasicCredentials ADA = new BasicCredentials("ada", "s3cret");
    private static final BasicCredentials BOB = new BasicCredentials("bob", "s3cret-too");
    private static final String CI = "https://ci.example/hook";
    private static final String DEPLOY = "https://deploy.example/hook";

    @Test
    void from_a_webhook_has_its_settings() {
        Webhook webhook = webhook(new Destination(3, CI, ADA, null), new Destination(7, DEPLOY, null, null));

        WebhookSettings same = check(WebhookDraft.from(webhook));

        assertThat(same.withDestinations(webhook.settings().destinations())).isEqualTo(webhook.settings());
        assertThat(same.destinations())
                .extracting(Destination::url, Destination::credentials)
                .containsExactly(tuple(CI, ADA), tuple(DEPLOY, null));
    }

    @Test
    void keeps_password_and_headers_of_a_webhook_that_is_renamed() {
        Webhook webhook = webhook(new Destination(0, CI, ADA, null));

        WebhookSettings renamed = check(WebhookDraft.from(webhook).name("Other").topic("acme/*"));

        assertThat(renamed.name()).isEqualTo("Other");
        assertThat(renamed.filter().topic()).isEqualTo("acme/*");
        assertThat(credentials(renamed)).containsExactly(ADA);
        assertThat(renamed.headers()).containsExactly(new Header("X-Token", "t0ken"));
    }

    @Test
    void keeps_a_password_where_its_url_stays_and_nowhere_else() {
        Webhook webhook = webhook(new Destination(0, CI, ADA, null));

        WebhookSettings changed = check(WebhookDraft.from(webhook).destinations(List.of(DEPLOY, CI, CI + "/2")));

        assertThat(credentials(changed)).containsExactly(null, ADA, null);
    }

    @Test
    void replaces_a_password_by_that_of_the_same_url_with_user_info() {
        Webhook webhook = webhook(new Destination(0, CI, ADA, null));

        WebhookSettings changed =
                check(WebhookDraft.from(webhook).destinations(List.of("https://bob:s3cret-too@ci.example/hook")));

        assertThat(credentials(changed)).containsExactly(BOB);
    }

    @Test
    void keeps_the_passwords_of_two_users_at_one_url_apart() {
        Webhook webhook = webhook(new Destination(0, CI, ADA, null), new Destination(1, CI, BOB, null));

        WebhookSettings same = check(WebhookDraft.from(webhook));

        assertThat(credentials(same)).containsExactly(ADA, BOB);
    }

    @Test
    void replaces_all_headers_by_those_that_are_set() {
        Webhook webhook = webhook(new Destination(0, CI, ADA, null));

        WebhookSettings changed = check(WebhookDraft.from(webhook).headers(Map.of("X-Other", "o")));

        assertThat(changed.headers()).containsExactly(new Header("X-Other", "o"));
    }

    @Test
    void has_no_part_in_the_secrets_of_the_webhook() {
        WebhookDraft draft =
                WebhookDraft.from(webhook(new Destination(0, CI, ADA, null))).build();

        assertThat(draft.revealSecret()).isEmpty();
        assertThat(draft.revealDestinations()).containsExactly(CI);
        assertThat(draft).hasToString("WebhookDraft[\"CI\" on \"acme/app\"]");
    }

    @Test
    void returns_what_was_set() {
        WebhookSecret secret = WebhookSecret.generate();

        WebhookDraft draft = WebhookDraft.builder()
                .name("CI")
                .topic("acme/app")
                .destinations(List.of("https://ada:s3cret@ci.example/"))
                .tags(List.of("v*"))
                .headers(Map.of("X-Token", "t"))
                .metadata(Map.of("plan", "gold"))
                .rateLimit(RateLimit.perSecond(3))
                .owner("customer 7")
                .acceptRedirects(true)
                .retainSecret(true)
                .moveUnfinished(true)
                .callbackDeadline(Duration.ofHours(1))
                .secret(secret)
                .build();

        assertThat(draft.name()).isEqualTo("CI");
        assertThat(draft.topic()).isEqualTo("acme/app");
        assertThat(draft.tags()).containsExactly("v*");
        assertThat(draft.metadata()).containsExactly(Map.entry("plan", "gold"));
        assertThat(draft.rateLimit()).isEqualTo(RateLimit.perSecond(3));
        assertThat(draft.owner()).isEqualTo("customer 7");
        assertThat(draft.expectFinalCallback()).isFalse();
        assertThat(draft.acceptRedirects()).isTrue();
        assertThat(draft.retainSecret()).isTrue();
        assertThat(draft.moveUnfinished()).isTrue();
        assertThat(draft.retrySchedule()).isEqualTo(RetrySchedule.ofDefaults());
        assertThat(draft.callbackDeadline()).isEqualTo(Duration.ofHours(1));
        assertThat(draft.revealDestinations()).containsExactly("https://ada:s3cret@ci.example/");
        assertThat(draft.revealHeaders()).containsExactly(Map.entry("X-Token", "t"));
        assertThat(draft.revealSecret()).contains(secret);
    }

    @Test
    void names_what_was_not_set() {
        assertThatThrownBy(() -> check(WebhookDraft.builder()))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: name must not be null, was null; topic must not be null, was null; "
                        + "destinations must not be null, was null");
        assertThatThrownBy(() -> check(
                        WebhookDraft.builder("CI", "acme/app", List.of(CI)).metadata(null)))
                .hasMessage("invalid webhook: metadata must not be null, was null");
    }

    private static List<@Nullable BasicCredentials> credentials(WebhookSettings settings) {
        var credentials = new ArrayList<@Nullable BasicCredentials>();
        settings.destinations().forEach(destination -> credentials.add(destination.credentials()));
        return credentials;
    }

    private static WebhookSettings check(WebhookDraft.Builder draft) {
        return WebhookRules.check(draft.build(), WebhookDraftTest::accept, true);
    }

    /** Accepts every URL, and takes the user info out of it. */
    private static DestinationCheck accept(String url) {
        int at = url.indexOf('@');
        if (at < 0) {
            return new DestinationCheck.Accepted(new Destination(url, null));
        }
        String[] user = url.substring("https://".length(), at).split(":", 2);
        return new DestinationCheck.Accepted(
                new Destination("https://" + url.substring(at + 1), new BasicCredentials(user[0], user[1])));
    }

    private static Webhook webhook(Destination... destinations) {
        var settings = new WebhookSettings(
                "CI",
                new EventFilter("acme/app", List.of(new TypePattern("order.*")), List.of(new TagGlob("v*"))),
                List.of(destinations),
                false,
                List.of(new Header("X-Token", "t0ken")),
                RetrySchedule.of(Duration.ofSeconds(7)),
                Duration.ofHours(3),
                true,
                "customer 7",
                0,
                Map.of("plan", "gold"),
                RateLimit.perMinute(90));
        return new Webhook(
                new WebhookId("w"),
                4,
                settings,
                List.of(new SigningSecret(WebhookSecret.generate(), null)),
                WebhookStatus.ENABLED,
                Instant.EPOCH);
    }
}
