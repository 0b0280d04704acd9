package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static io.github.webhooks4j.console.ConsoleFixture.DEPLOY;
import static io.github.webhooks4j.console.ConsoleFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.FinalStatuses;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The forms that create and change a webhook. */
class WebhookFormTest {
    private final ConsoleFixture fixture = new ConsoleFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Posts the form of a new webhook with the least that it must have, and more fields: names and values alternate. */
    private ConsoleResponse create(String... more) {
        return fixture.post("/webhooks", withLeast(more, "name", "CI", "topic", "acme/app", "destination", CI));
    }

    /** Posts the form of a webhook in its first revision as {@link #create} does. */
    private ConsoleResponse change(Webhook webhook, String... more) {
        return fixture.post(
                "/webhooks/" + webhook.id(),
                withLeast(more, "revision", "1", "name", "CI", "topic", "acme/app", "destination", CI));
    }

    private static String[] withLeast(String[] more, String... least) {
        return Stream.of(least, more).flatMap(Stream::of).toArray(String[]::new);
    }

    /** Returns a new webhook with these settings. */
    private Webhook webhook(UnaryOperator<WebhookDraft.Builder> settings) {
        return fixture.engine
                .webhooks()
                .create(settings.apply(WebhookDraft.builder("CI", "acme/app", List.of(CI)))
                        .build());
    }

    /** Returns the only webhook. */
    private Webhook created() {
        return fixture.engine.webhooks().list().get(0);
    }

    /** Returns a webhook as it is now. */
    private Webhook present(Webhook webhook) {
        return fixture.engine.webhooks().get(webhook.id()).orElseThrow();
    }

    private WebhookSettings settings(Webhook webhook) {
        return present(webhook).settings();
    }

    @Test
    void creates_a_webhook_and_shows_its_secret_once() {
        ConsoleResponse response = create("final", "auto");
        Webhook created = created();

        assertThat(response.status()).isEqualTo(200);
        assertThat(text(response)).contains(created.secret().reveal());
        assertThat(fixture.page("/webhooks/" + created.id()))
                .doesNotContain(created.secret().reveal());
    }

    @Test
    void reads_every_field() {
        fixture.post(
                "/webhooks",
                "name",
                "CI",
                "topic",
                "acme/*",
                "destination",
                CI,
                "destination",
                DEPLOY,
                "types",
                "push, order.*",
                "tags",
                "v*",
                "final",
                "no",
                "deadline",
                "2h",
                "retries",
                "5s 1m",
                "rate",
                "3",
                "period",
                "minute",
                "headers",
                "X-Token: abc",
                "redirects",
                "on",
                "signatures",
                "v1 v1a",
                "finalStatuses",
                "404, 500-502",
                "maxAge",
                "2d",
                "attemptTimeout",
                "7s",
                "metadata",
                "customer: c-17\r\nplan: gold: yearly",
                "owner",
                "acme");

        var settings = created().settings();
        assertThat(settings.filter().types()).extracting(TypePattern::pattern).containsExactly("push", "order.*");
        assertThat(settings.destinations()).hasSize(2);
        assertThat(settings.expectFinalCallback()).isFalse();
        assertThat(settings.callbackDeadline()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.retrySchedule().delays()).containsExactly(Duration.ofSeconds(5), Duration.ofMinutes(1));
        assertThat(settings.rateLimit()).isEqualTo(RateLimit.perMinute(3));
        assertThat(settings.headers()).containsExactly(new Header("X-Token", "abc"));
        assertThat(settings.acceptRedirects()).isTrue();
        assertThat(settings.owner()).isEqualTo("acme");
        assertThat(settings.signatures()).containsExactly(SignatureScheme.V1, SignatureScheme.V1A);
        assertThat(settings.deliveryRules())
                .isEqualTo(new DeliveryRules(
                        FinalStatuses.of(404, 500, 501, 502), Duration.ofDays(2), Duration.ofSeconds(7)));
        assertThat(settings.metadata()).isEqualTo(Map.of("customer", "c-17", "plan", "gold: yearly"));
    }

    @Test
    void shows_the_faults_of_delivery_rules_and_notes_beside_their_fields() {
        ConsoleResponse response = create(
                "finalStatuses", "404, 200-300", "maxAge", "400d", "attemptTimeout", "2h", "metadata", "customer c-17");

        assertThat(response.status()).isEqualTo(422);
        assertThat(text(response))
                .contains(
                        "4 things to correct",
                        "id=\"finalStatuses-fault\"",
                        "must be statuses from 300 to 599 as 404, or 400-404 for several, separated by commas,"
                                + " was \"404, 200-300\"",
                        "must be 1s to 365d, was \"400d\"",
                        "must be 1s to 1m, was \"2h\"",
                        "must be lines as Name: value, was a line without a colon",
                        "id=\"metadata-fault\"");
        assertThat(fixture.engine.webhooks().list()).isEmpty();
    }

    @Test
    void removes_rules_and_notes_whose_fields_are_emptied() {
        Webhook before = webhook(draft -> draft.metadata(Map.of("tier", "gold"))
                .deliveryRules(
                        new DeliveryRules(FinalStatuses.CLIENT_ERRORS, Duration.ofDays(3), Duration.ofSeconds(7))));

        change(before, "finalStatuses", "", "maxAge", "", "attemptTimeout", "", "metadata", "");

        var settings = settings(before);
        assertThat(settings.deliveryRules()).isEqualTo(DeliveryRules.DEFAULT);
        assertThat(settings.metadata()).isEmpty();
    }

    @Test
    void keeps_rules_and_signatures_that_a_form_has_no_fields_for() {
        Webhook before = webhook(draft -> draft.metadata(Map.of("tier", "gold"))
                .signatures(Set.of(SignatureScheme.V1A))
                .deliveryRules(
                        new DeliveryRules(FinalStatuses.CLIENT_ERRORS, Duration.ofDays(3), Duration.ofSeconds(7))));

        change(before);

        assertThat(settings(before)).isEqualTo(before.settings());
    }

    @Test
    void lets_no_customer_read_or_write_what_the_application_notes() {
        Webhook noted = webhook(draft -> draft.metadata(Map.of("tier", "gold")));
        fixture.admit(Scope.of("acme/*"), Action.MANAGE);

        assertThat(fixture.page("/webhooks/" + noted.id() + "/edit")).doesNotContain("gold", "name=\"metadata\"");
        assertThat(fixture.page("/webhooks/" + noted.id())).doesNotContain("gold");
        change(noted, "metadata", "tier: platinum");

        assertThat(settings(noted).metadata()).isEqualTo(Map.of("tier", "gold"));
    }

    @Test
    void shows_every_fault_beside_its_field_and_keeps_what_was_entered() {
        fixture.transport.refuse("http://plain.example", "must be https");

        ConsoleResponse response = fixture.post(
                "/webhooks",
                "name",
                "",
                "topic",
                "acme/app",
                "destination",
                CI,
                "destination",
                "http://plain.example",
                "deadline",
                "soon",
                "retries",
                "5s later",
                "rate",
                "many",
                "headers",
                "x");

        assertThat(response.status()).isEqualTo(422);
        assertThat(text(response))
                .contains(
                        "6 things to correct",
                        "id=\"name-fault\"",
                        "<a href=\"#destination-2\">Destination 2</a>",
                        "id=\"destination-2-fault\"",
                        "must be a number with its unit, as 30s, 5m, 24h or 7d, was \"soon\"",
                        "must be a number with its unit, as 30s, 5m, 24h or 7d, was \"later\"",
                        "must be a number from 1 to 10000 per second, or to 1000000 per minute, was \"many\"",
                        "must be lines as Name: value, was a line without a colon",
                        "value=\"http://plain.example\"",
                        "value=\"acme/app\"")
                .doesNotContain("id=\"topic-fault\"");
        assertThat(fixture.engine.webhooks().list()).isEmpty();
    }

    @Test
    void refuses_a_topic_outside_the_scope_beside_its_other_faults() {
        fixture.admit(Scope.of("acme/*"), Action.ALL);

        ConsoleResponse response = fixture.post("/webhooks", "name", "", "topic", "other/app", "destination", CI);

        assertThat(response.status()).isEqualTo(422);
        assertThat(text(response))
                .contains("must be within acme/*, was \"other/app\"", "id=\"name-fault\"", "2 things to correct");
        assertThat(fixture.engine.webhooks().list()).isEmpty();
    }

    @Test
    void creates_within_the_only_topic_of_a_scope_whatever_the_form_has() {
        fixture.admit(Scope.of("acme/app"), Action.MANAGE);

        fixture.post("/webhooks", "name", "CI", "topic", "other/app", "destination", CI);

        assertThat(fixture.engine.webhooks().list())
                .extracting(webhook -> webhook.settings().filter().topic())
                .containsExactly("acme/app");
    }

    @Test
    void adds_a_field_for_one_more_destination() {
        String page = text(fixture.post("/webhooks", "more", "1", "name", "CI", "destination", CI));

        assertThat(page).contains("id=\"destination-2\"", "value=\"" + CI + "\"", "value=\"CI\"");
        assertThat(fixture.engine.webhooks().list()).isEmpty();
    }

    @Test
    void changes_nothing_that_was_not_edited() {
        Webhook before = fixture.engine
                .webhooks()
                .create(WebhookDraft.builder("CI", "acme/app", List.of("https://ada:lovelace@ci.example/hook", DEPLOY))
                        .types(List.of("push", "order.*"))
                        .tags(List.of("v*"))
                        .headers(Map.of("X-Token", "abc"))
                        .expectFinalCallback(false)
                        .callbackDeadline(Duration.ofMinutes(90))
                        .retrySchedule(new RetrySchedule(List.of(Duration.ofSeconds(90)), 0.5))
                        .signatures(Set.of(SignatureScheme.V1A))
                        .metadata(Map.of("tier", "gold", "url", "https://crm.example/?a=b: c"))
                        .deliveryRules(new DeliveryRules(
                                FinalStatuses.CLIENT_ERRORS, Duration.ofDays(3), Duration.ofMillis(7001)))
                        .acceptRedirects(true)
                        .rateLimit(RateLimit.perSecond(7))
                        .owner("acme")
                        .build());

        ConsoleResponse response = fixture.post("/webhooks/" + before.id(), fields(before));

        assertThat(response.status()).isEqualTo(303);
        assertThat(settings(before)).isEqualTo(before.settings());
    }

    @Test
    void keeps_the_jitter_of_a_retry_schedule_whose_waits_change() {
        Webhook before = webhook(draft -> draft.retrySchedule(new RetrySchedule(List.of(Duration.ofSeconds(90)), 0.5)));

        change(before, "retries", "5s 1m");

        assertThat(settings(before).retrySchedule())
                .isEqualTo(new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofMinutes(1)), 0.5));
    }

    @Test
    void lets_no_customer_choose_an_owner() {
        Webhook owned = fixture.engine
                .webhooks()
                .create(WebhookDraft.builder("Owned", "acme/app", List.of(CI))
                        .owner("acme")
                        .build());
        fixture.admit(Scope.of("acme/*"), Action.MANAGE);

        assertThat(fixture.page("/webhooks/" + owned.id() + "/edit")).doesNotContain("name=\"owner\"");
        String[] settings = {"revision", "1", "name", "CI", "topic", "acme/app", "destination", CI, "owner", "other"};
        assertThat(fixture.post("/webhooks/" + owned.id(), settings).status()).isEqualTo(303);
        assertThat(fixture.post("/webhooks", settings).status()).isEqualTo(200);

        assertThat(fixture.engine.webhooks().list())
                .extracting(webhook -> webhook.settings().owner())
                .containsExactlyInAnyOrder("acme", null);
    }

    @Test
    void shows_the_secret_of_a_new_webhook_while_the_store_fails_to_read() {
        fixture.failing.put("find", new StoreException(StoreException.Reason.FAILED, "no disk"));

        ConsoleResponse response = create();

        assertThat(response.status()).isEqualTo(200);
        assertThat(text(response)).contains(created().secret().reveal(), "The history cannot be read now.");
    }

    @Test
    void shows_the_secret_of_a_new_webhook_whose_test_was_not_sent() {
        fixture.failing.put("commit", new StoreException(StoreException.Reason.FAILED, "no disk"));

        ConsoleResponse response = create("test", "1");

        assertThat(response.status()).isEqualTo(200);
        assertThat(text(response))
                .contains(created().secret().reveal(), "The webhook is created, but the test could not be sent.");
    }

    @Test
    void shows_a_secret_that_a_change_required_while_the_store_fails_to_read() {
        Webhook before = fixture.webhook("CI", "acme/app", CI);
        fixture.failing.put("find", new StoreException(StoreException.Reason.FAILED, "no disk"));

        ConsoleResponse response = fixture.post(
                "/webhooks/" + before.id(), "revision", "1", "name", "CI", "topic", "acme/app", "destination", DEPLOY);

        assertThat(response.status()).isEqualTo(200);
        assertThat(text(response)).contains(present(before).secret().reveal());
    }

    /** Returns the fields of the form that changes a webhook, as a browser sends them. */
    private String[] fields(Webhook webhook) {
        String page = fixture.page("/webhooks/" + webhook.id() + "/edit");
        var fields = new ArrayList<String>();
        var inputs = Pattern.compile(
                        "<input (?:id=\"[^\"]*\" )?(?:type=\"hidden\" )?name=\"([^\"]+)\"[^>]*? value=\"([^\"]*)\"")
                .matcher(page);
        while (inputs.find()) {
            fields.add(inputs.group(1));
            fields.add(inputs.group(2));
        }
        var boxes =
                Pattern.compile("type=\"checkbox\" name=\"([^\"]+)\" checked").matcher(page);
        while (boxes.find()) {
            fields.add(boxes.group(1));
            fields.add("on");
        }
        for (String select : List.of("final", "period", "signatures")) {
            var chosen = Pattern.compile("(?s)<select id=\"" + select + "\".*?<option value=\"([^\"]+)\" selected")
                    .matcher(page);
            assertThat(chosen.find()).isTrue();
            fields.add(select);
            fields.add(chosen.group(1));
        }
        var areas = Pattern.compile("(?s)<textarea id=\"([^\"]+)\"[^>]*>(.*?)</textarea>")
                .matcher(page);
        while (areas.find()) {
            fields.add(areas.group(1));
            fields.add(areas.group(2).replace("\n", "\r\n"));
        }
        return fields.toArray(String[]::new);
    }

    @Test
    void shows_no_value_of_a_header() {
        Webhook webhook = webhook(draft -> draft.headers(Map.of("X-Token", "abc-secret")));

        assertThat(fixture.page("/webhooks/" + webhook.id() + "/edit"))
                .contains("What you enter replaces all present ones: X-Token.")
                .doesNotContain("abc-secret");
    }

    @Test
    void shows_a_new_secret_if_the_change_required_one() {
        Webhook before = fixture.webhook("CI", "acme/app", CI);

        String page = text(fixture.post(
                "/webhooks/" + before.id(), "revision", "1", "name", "CI", "topic", "acme/app", "destination", DEPLOY));

        Webhook after = present(before);
        assertThat(after.secret()).isNotEqualTo(before.secret());
        assertThat(page).contains(after.secret().reveal());
    }

    @Test
    void shows_both_versions_if_another_user_was_faster() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        fixture.engine
                .webhooks()
                .update(
                        webhook.id(),
                        draft -> draft.name("Faster").tags(List.of("v*")).destinations(List.of(CI, DEPLOY)));

        ConsoleResponse response = fixture.post(
                "/webhooks/" + webhook.id(), "revision", "1", "name", "Slower", "topic", "acme/app", "destination", CI);

        assertThat(response.status()).isEqualTo(409);
        assertThat(text(response))
                .contains("saved by another user", "value=\"Slower\"", "name=\"revision\" value=\"2\"");
        assertThat(differences(text(response)))
                .containsExactly("Name|Slower|Faster", "Tags|–|v*", "Destination 2|–|" + DEPLOY);
        assertThat(settings(webhook).name()).isEqualTo("Faster");
    }

    /** Returns the rows of the table that shows both versions. */
    private static List<String> differences(String page) {
        String table = page.substring(page.indexOf("id=\"both\""), page.indexOf("<form method=\"post\""));
        return Pattern.compile("(?s)<tr><th scope=\"row\">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>")
                .matcher(table)
                .results()
                .map(row -> IntStream.rangeClosed(1, 3)
                        .mapToObj(cell ->
                                row.group(cell).replaceAll("<[^>]*>", "").strip())
                        .collect(Collectors.joining("|")))
                .toList();
    }
}
