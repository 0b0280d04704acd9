package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewSecretTest {
    @ParameterizedTest
    @CsvSource({
        "https://ci.example/a,        https://ci.example/b",
        "https://ci.example/a,        https://ci.example:443/a",
        "https://CI.example/a,        https://ci.EXAMPLE?a",
        "https://ci.example/a,        HTTPS://ci.example/a",
        "http://ci.example/a,         http://ci.example:80/a",
        "http://ci.example/a,         https://ci.example/a",
        "http://ci.example:8080/a,    https://ci.example:8080/a",
        "https://[2001:db8::1]/a,     https://[2001:db8::1]:443/a",
        "https://[2001:db8::1]:444/a, https://[2001:db8::1]:444/b",
        "https://ci.example/@other,   https://ci.example/?@another.example/",
        "ftp://ci.example/a,          ftp://ci.example/b",
    })
    void is_not_needed_while_a_webhook_reaches_no_other_origin(String present, String next) {
        assertThat(needsNewSecret(List.of(present), List.of(next))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://ci.example/a,        https://ci2.example/a",
        "https://ci.example/a,        https://sub.ci.example/a",
        "https://ci.example/a,        https://ci.example.evil.example/a",
        "https://ci.example/a,        https://evil.example/?https://ci.example/a",
        "https://ci.example/a,        https://ci.example:8443/a",
        "https://ci.example/a,        https://ci.example:80/a",
        "https://ci.example:8443/a,   https://ci.example/a",
        "https://ci.example/a,        http://ci.example/a",
        "https://ci.example:8443/a,   http://ci.example:8443/a",
        "https://[2001:db8::1]/a,     https://[2001:db8::2]/a",
        "https://[2001:db8::1]/a,     https://[2001:db8::1]:444/a",
        "ftp://ci.example/a,          ftp://other.example/a",
    })
    void is_needed_when_a_webhook_reaches_another_origin(String present, String next) {
        assertThat(needsNewSecret(List.of(present), List.of(next))).isTrue();
    }

    @Test
    void is_needed_when_one_of_several_destinations_is_new() {
        List<String> present = List.of("https://ci.example/", "https://deploy.example/");

        assertThat(needsNewSecret(present, List.of("https://deploy.example/", "https://ci.example/")))
                .isFalse();
        assertThat(needsNewSecret(present, List.of("https://deploy.example/"))).isFalse();
        assertThat(needsNewSecret(present, List.of("https://ci.example/", "https://other.example/")))
                .isTrue();
    }

    @Test
    void is_not_needed_if_the_draft_keeps_the_secret() {
        WebhookDraft draft =
                draft(List.of("https://other.example/")).retainSecret(true).build();

        assertThat(WebhookRules.requiresNewSecret(
                        draft, settings(List.of("https://ci.example/")), settings(List.of("https://other.example/"))))
                .isFalse();
    }

    private static boolean needsNewSecret(List<String> present, List<String> next) {
        return WebhookRules.requiresNewSecret(draft(next).build(), settings(present), settings(next));
    }

    private static WebhookSettings settings(List<String> urls) {
        return WebhookRules.check(
                draft(urls).build(), url -> new DestinationCheck.Accepted(new Destination(url, null)), true);
    }

    private static WebhookDraft.Builder draft(List<String> urls) {
        return WebhookDraft.builder("CI", "a/b", urls);
    }
}
