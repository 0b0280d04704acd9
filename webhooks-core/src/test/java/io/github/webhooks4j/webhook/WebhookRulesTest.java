package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.TypePattern;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRulesTest {
    private static final String URL = "https://ci.example/hook";

    @Test
    void turns_a_draft_into_settings() {
        WebhookDraft draft = WebhookDraft.builder(
                        "CI, then deploy", "pomona/*", List.of(URL, "https://deploy.example/"))
                .tags(List.of("v*"))
                .headers(Map.of("X-Token", "t"))
                .retrySchedule(RetrySchedule.of(Duration.ofSeconds(1)))
                .callbackDeadline(Duration.ofHours(2))
                .expectFinalCallback(false)
                .acceptRedirects(true)
                .owner("customer 7")
                .metadata(Map.of("plan", "gold", "region", "eu"))
                .rateLimit(RateLimit.perSecond(10))
                .build();

        assertThat(check(draft))
                .isEqualTo(new WebhookSettings(
                        "CI, then deploy",
                        new EventFilter("pomona/*", List.of(), List.of(new TagGlob("v*"))),
                        List.of(
                                destination(URL),
                                destination("https://deploy.example/").withNumber(1)),
                        false,
                        List.of(new Header("X-Token", "t")),
                        RetrySchedule.of(Duration.ofSeconds(1)),
                        Duration.ofHours(2),
                        true,
                        "customer 7",
                        0,
                        Map.of("plan", "gold", "region", "eu"),
                        RateLimit.perSecond(10)));
    }

    @Test
    void has_the_documented_defaults() {
        assertThat(check(draft().build()))
                .isEqualTo(new WebhookSettings(
                        "CI",
                        EventFilter.of("a/b"),
                        List.of(destination(URL)),
                        false,
                        List.of(),
                        RetrySchedule.ofDefaults(),
                        Duration.ofHours(24),
                        false));
    }

    @Test
    void expects_the_final_callback_by_default_with_two_or_more_destinations() {
        assertThat(check(draft(URL).build()).expectFinalCallback()).isFalse();
        assertThat(check(draft(URL, URL).build()).expectFinalCallback()).isTrue();
        assertThat(check(draft(URL).expectFinalCallback(true).build()).expectFinalCallback())
                .isTrue();
    }

    @Test
    void filters_by_the_event_types_of_the_draft() {
        WebhookDraft draft = WebhookDraft.builder("CI", "pomona/*", List.of(URL))
                .types(List.of("order.*", "push"))
                .build();

        assertThat(WebhookRules.check(draft, WebhookRulesTest::judge, false)
                        .filter()
                        .types())
                .containsExactly(new TypePattern("order.*"), new TypePattern("push"));
    }

    @Test
    void refuses_each_event_type_that_is_no_pattern() {
        String rule =
                "must be 1 to 100 characters of [a-zA-Z0-9_.-], or such a prefix with .* after it, for example order.*";
        assertRefused(
                WebhookDraft.builder("CI", "acme/app", List.of(URL))
                        .types(Arrays.asList("push", "", null, "order*", "t".repeat(101)))
                        .build(),
                "types[1] " + rule + ", was \"\";"
                        + " types[2] must not be null, was null;"
                        + " types[3] " + rule + ", was \"order*\";"
                        + " types[4] " + rule + ", was \"" + "t".repeat(40) + "…\"");
    }

    @Test
    void refuses_21_event_types_and_none_at_all() {
        assertRefused(
                WebhookDraft.builder("CI", "acme/app", List.of(URL))
                        .types(Collections.nCopies(21, "push"))
                        .build(),
                "types must be at most 20 patterns, was 21 patterns");
        assertRefused(
                WebhookDraft.builder("CI", "acme/app", List.of(URL)).types(null).build(),
                "types must not be null, was null");
    }

    @Test
    void lists_all_faults_at_once() {
        WebhookDraft draft = WebhookDraft.builder(
                        " ", "a b", List.of("private:10.0.0.1", URL, "https://ci.example/" + "x".repeat(2048)))
                .tags(List.of("v*", "", "t".repeat(129)))
                .headers(Map.of("Host", "x", "X-Key", "s3cret\n"))
                .callbackDeadline(Duration.ofDays(31))
                .build();

        assertThatThrownBy(() -> WebhookRules.check(draft, WebhookRulesTest::judge, false))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: name must not be blank, was \" \";"
                        + " tags[1] must be 1 to 128 characters, was 0 characters;"
                        + " tags[2] must be 1 to 128 characters, was 129 characters;"
                        + " topic must be 1 to 255 characters without whitespace, control or format characters, or *, or a"
                        + " namespace with /* after it, was \"a b\";"
                        + " destinations[0] must not be a private address, was 10.0.0.1;"
                        + " destinations[2] must be at most 2048 characters, was 2067 characters;"
                        + " headers.\"Host\" must not be a header that the delivery itself sets, was one;"
                        + " headers.\"X-Key\" must be an RFC 9110 token with a value of visible ASCII, was something else;"
                        + " callbackDeadline must be PT1S to PT720H, was PT744H;"
                        + " destinations must not need callbacks, since this deployment has no callback base URL, was a"
                        + " chain that waits for them");
    }

    @Test
    void gives_its_violations_one_by_one() {
        assertThatThrownBy(() -> check(draft().callbackDeadline(Duration.ZERO).build()))
                .isInstanceOfSatisfying(
                        InvalidWebhookException.class,
                        e -> assertThat(e.violations())
                                .containsExactly(new Violation("callbackDeadline", "must be PT1S to PT720H", "PT0S")));
    }

    @Test
    void counts_a_name_in_code_points() {
        assertThat(check(named("🚀".repeat(100))).name()).hasSize(200);
        assertRefused(named("🚀".repeat(101)), "name must be at most 100 characters, was 101 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``     | name must not be blank, was \"\"",
                "`\t`   | name must not be blank, was \"\\u0009\"",
                "`a\nb` | name must hold no control characters, was \"a\\u000ab\"",
            })
    void refuses_an_unreadable_name(String name, String violation) {
        assertRefused(named(name), violation);
    }

    @Test
    void every_null_is_a_fault_with_its_place() {
        var headers = new HashMap<String, String>();
        headers.put("X-Key", null);
        headers.put(null, "x");
        WebhookDraft draft = WebhookDraft.builder(null, null, Arrays.asList(URL, null))
                .tags(Arrays.asList("v*", null))
                .headers(headers)
                .retrySchedule(null)
                .callbackDeadline(null)
                .build();

        assertThat(draft).hasToString("WebhookDraft[null on null]");
        assertRefused(
                draft,
                "name must not be null, was null;"
                        + " tags[1] must not be null, was null;"
                        + " topic must not be null, was null;"
                        + " destinations[1] must not be null, was null;"
                        + " headers must have names that are not null, was one that is null;"
                        + " headers.\"X-Key\" must not be null, was null;"
                        + " retrySchedule must not be null, was null;"
                        + " callbackDeadline must not be null, was null");
    }

    @Test
    void lists_that_are_null_are_faults_too() {
        assertRefused(
                WebhookDraft.builder("CI", "a/b", null).tags(null).headers(null).build(),
                "tags must not be null, was null; destinations must not be null, was null;"
                        + " headers must not be null, was null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\u202eevil | must hold no format characters, such as those that change the direction of text"
                        + " | \"\\u202eevil\"",
                "x\ud83d     | must be Unicode text without half of a surrogate pair | \"x\\ud83d\"",
                "x\u0007y    | must hold no control characters | \"x\\u0007y\"",
            })
    void text_that_misleads_or_cannot_be_stored_is_a_fault_wherever_it_is(String text, String rule, String quoted) {
        WebhookDraft draft = WebhookDraft.builder(text, text, List.of(URL + text))
                .tags(List.of(text))
                .headers(Map.of("X-Key", text))
                .build();

        assertRefused(
                draft,
                "name " + rule + ", was " + quoted + ";"
                        + " tags[0] " + rule + ", was " + quoted + ";"
                        + " topic must be 1 to 255 characters without whitespace, control or format characters, or *,"
                        + " or a namespace with /* after it, was " + quoted + ";"
                        + " destinations[0] " + rule + ", was one that does not keep this rule;"
                        + " headers.\"X-Key\" must be an RFC 9110 token with a value of visible ASCII,"
                        + " was something else");
    }

    @Test
    void takes_names_of_joined_emoji_and_of_every_script() {
        String name = "\ud83d\udc69\u200d\ud83d\udcbb \u05e9\u05dc\u05d5\u05dd";

        assertThat(check(named(name)).name()).isEqualTo(name);
    }

    @Test
    void reports_the_length_of_a_topic_that_is_too_long() {
        assertRefused(
                WebhookDraft.builder("CI", "a".repeat(401), List.of(URL)).build(),
                "topic must be 1 to 255 characters without whitespace, control or format characters, or *,"
                        + " or a namespace with /* after it, was 401 characters");
    }

    @Test
    void refuses_a_fragment_which_is_never_sent() {
        assertRefused(
                draft(URL + "#token=s3cret").build(),
                "destinations[0] must have no fragment, since none is sent; write %23 for a # that belongs to the URL,"
                        + " was one with a fragment");
    }

    @Test
    void takes_1_to_16_destinations() {
        assertThat(check(draft(many(16)).build()).destinations()).hasSize(16);
        assertRefused(draft(many(17)).build(), "destinations must be 1 to 16 URLs, was 17 URLs");
        assertRefused(draft(many(0)).build(), "destinations must be 1 to 16 URLs, was 0 URLs");
    }

    @Test
    void takes_a_url_of_2048_characters() {
        String url = "https://ci.example/" + "x".repeat(2048 - 19);

        assertThat(check(draft(url).build()).destinations()).containsExactly(destination(url));
    }

    @Test
    void takes_20_tag_patterns() {
        assertThat(check(draft().tags(Collections.nCopies(20, "v*")).build())
                        .filter()
                        .tags())
                .hasSize(20);
        assertRefused(
                draft().tags(Collections.nCopies(21, "v*")).build(),
                "tags must be at most 20 patterns, was 21 patterns");
    }

    @Test
    void takes_20_headers_sorted_by_name() {
        var headers = new HashMap<String, String>();
        IntStream.range(0, 20).forEach(i -> headers.put("X-" + (char) ('T' - i), "v"));

        assertThat(check(draft().headers(headers).build()).headers())
                .extracting(Header::name)
                .hasSize(20)
                .isSorted();
        headers.put("X-Z", "v");
        assertRefused(draft().headers(headers).build(), "headers must be at most 20, was 21");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type",
                "content-length",
                "HOST",
                "Connection",
                "Keep-Alive",
                "Transfer-Encoding",
                "Trailer",
                "Upgrade",
                "User-Agent",
                "Accept-Encoding",
                "Content-Encoding",
                "TE",
                "Expect",
                "webhook-id",
                "Webhook-Anything",
                "WebHook-Request-Origin",
                "Proxy-Authorization",
                "proxy-connection"
            })
    void refuses_headers_that_the_delivery_itself_sets(String name) {
        assertRefused(
                draft().headers(Map.of(name, "x")).build(),
                "headers.\"" + name + "\" must not be a header that the delivery itself sets, was one");
    }

    @Test
    void refuses_the_same_header_in_two_letter_cases() {
        assertRefused(
                draft().headers(Map.of("X-Key", "a", "x-key", "b")).build(),
                "headers.\"x-key\" must stand once, whatever its letter case, was there twice");
    }

    @Test
    void refuses_authorization_beside_user_info_and_takes_it_without() {
        Map<String, String> authorization = Map.of("Authorization", "Bearer t");

        assertThatCode(() -> check(draft().headers(authorization).build())).doesNotThrowAnyException();
        assertRefused(
                draft("userinfo:https://ci.example/").headers(authorization).build(),
                "headers.\"Authorization\" must not be set beside user info in a destination's URL, was set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT720H"})
    void takes_the_bounds_of_the_callback_deadline(Duration deadline) {
        assertThat(check(draft().callbackDeadline(deadline).build()).callbackDeadline())
                .isEqualTo(deadline);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.999S", "PT720H0.001S", "PT-1S"})
    void refuses_a_callback_deadline_out_of_bounds(Duration deadline) {
        assertRefused(
                draft().callbackDeadline(deadline).build(), "callbackDeadline must be PT1S to PT720H, was " + deadline);
    }

    @Test
    void needs_no_callbacks_for_a_single_destination_that_expects_none() {
        assertThatCode(() -> WebhookRules.check(draft().build(), WebhookRulesTest::judge, false))
                .doesNotThrowAnyException();
    }

    @Test
    void an_owner_is_optional_and_has_1_to_100_characters_that_can_be_shown() {
        assertThat(check(draft().build()).owner()).isNull();
        assertThat(check(draft().owner("\uD83D\uDE00".repeat(100)).build()).owner())
                .hasSize(200);
        assertRefused(draft().owner(" ").build(), "owner must not be blank, was \" \"");
        assertRefused(
                draft().owner("x".repeat(101)).build(), "owner must be at most 100 characters, was 101 characters");
        assertRefused(draft().owner("a\nb").build(), "owner must hold no control characters, was \"a\\u000ab\"");
        assertRefused(
                draft().owner("a\uD800").build(),
                "owner must be Unicode text without half of a surrogate pair, was \"a\\ud800\"");
    }

    @Test
    void names_a_tls_profile_for_https_only() {
        assertThat(check(draft().build()).tlsProfile()).isNull();
        assertThat(check(draft().tlsProfile("partner-a.2_").build()).tlsProfile())
                .isEqualTo("partner-a.2_");
        assertRefused(
                draft().tlsProfile("a b").build(),
                "tlsProfile must be 1 to 100 characters of A-Z, a-z, 0-9, _, . and -, was \"a b\"");
        assertRefused(
                draft("http://ci.example/hook").tlsProfile("partner").build(),
                "tlsProfile must be of https destinations only, was beside one of http");
    }

    @Test
    void a_draft_shows_neither_urls_nor_headers() {
        assertThat(draft("https://ci.example/s3cret")
                        .headers(Map.of("X-Key", "s3cret"))
                        .build())
                .hasToString("WebhookDraft[\"CI\" on \"a/b\"]");
    }

    private static DestinationCheck judge(String url) {
        if (url.startsWith("private:")) {
            return new DestinationCheck.Refused("must not be a private address", url.substring("private:".length()));
        }
        return new DestinationCheck.Accepted(
                url.startsWith("userinfo:")
                        ? new Destination(url.substring("userinfo:".length()), new BasicCredentials("u", "p"))
                        : destination(url));
    }

    private static void assertRefused(WebhookDraft draft, String violation) {
        assertThatThrownBy(() -> check(draft))
                .isInstanceOf(InvalidWebhookException.class)
                .hasMessage("invalid webhook: " + violation);
    }

    private static WebhookSettings check(WebhookDraft draft) {
        return WebhookRules.check(draft, WebhookRulesTest::judge, true);
    }

    private static WebhookDraft named(String name) {
        return WebhookDraft.builder(name, "a/b", List.of(URL)).build();
    }

    private static WebhookDraft.Builder draft() {
        return draft(URL);
    }

    private static WebhookDraft.Builder draft(String... urls) {
        return WebhookDraft.builder("CI", "a/b", List.of(urls));
    }

    private static String[] many(int destinations) {
        return Collections.nCopies(destinations, URL).toArray(String[]::new);
    }

    private static Destination destination(String url) {
        return new Destination(url, null);
    }
}
