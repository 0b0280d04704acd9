package io.github.webhooks4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.spring.boot.console.WebhooksConsoleAutoConfiguration;
import io.github.webhooks4j.spring.boot.receiver.WebhookReceiversAutoConfiguration;
import io.github.webhooks4j.testkit.InMemoryStore;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Each property that is wrong stops the start, and the explanation names it, its rule and its value. */
class WrongPropertyTest {
    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    WebhooksAutoConfiguration.class,
                    WebhooksInboxAutoConfiguration.class,
                    WebhooksConsoleAutoConfiguration.class,
                    WebhookReceiversAutoConfiguration.class));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    webhooks.callback-base=ftp://x                 | webhooks.callback-base | callbackBase must be an absolute http or https URL without query and fragment, was ftp://x
                    webhooks.callbacks-per-minute=0                | webhooks.callbacks-per-minute | rateLimit must be 1 to 1000000 attempts a minute, was 0
                    webhooks.retention=1s                          | webhooks.retention | retention must be PT1M to PT87600H, was PT1S
                    webhooks.publish-timeout=1ms                   | webhooks.publish-timeout | publishTimeout must be PT0.1S to PT10M, was PT0.001S
                    webhooks.secret-overlap=31d                    | webhooks.secret-overlap | secretOverlap must be PT0S to PT720H, was PT744H
                    webhooks.user-agent=ä                          | webhooks.user-agent | the value of header User-Agent must be at most 4096 characters of visible ASCII, blanks and tabs
                    webhooks.delivery.max-in-flight=0              | webhooks.delivery.max-in-flight | maxInFlight must be 1 to 20000, was 0
                    webhooks.delivery.max-in-flight-per-destination=20001 | webhooks.delivery.max-in-flight-per-destination | maxInFlightPerDestination must be 1 to 20000, was 20001
                    webhooks.delivery.attempt-timeout=6m           | webhooks.delivery.attempt-timeout | attemptTimeout must be PT0.001S to PT5M, was PT6M
                    webhooks.delivery.poll-interval=2m             | webhooks.delivery.poll-interval | pollInterval must be PT0.001S to PT1M, was PT2M
                    webhooks.delivery.lease-term=1ms               | webhooks.delivery.lease-term | leaseTerm must be PT1S to PT10M, was PT0.001S
                    webhooks.delivery.circuit-failures=0           | webhooks.delivery.circuit-failures | circuitFailures must be 1 to 1000, was 0
                    webhooks.delivery.circuit-probe-interval=1ms   | webhooks.delivery.circuit-probe-interval | circuitProbeInterval must be PT0.1S to PT1H, was PT0.001S
                    webhooks.delivery.shutdown-grace=11m           | webhooks.delivery.shutdown-grace | shutdownGrace must be PT0S to PT10M, was PT11M
                    webhooks.disabling.failing-for=1m              | webhooks.disabling | failingFor must be PT1H to PT8760H, was PT1M
                    webhooks.owner-limits.max-webhooks=0           | webhooks.owner-limits | maxWebhooks must be 1 to 100000, was 0
                    webhooks.transport.connect-timeout=0s          | webhooks.transport.connect-timeout | connectTimeout must be PT0.001S to PT5M, was PT0S
                    webhooks.transport.read-timeout=0s             | webhooks.transport.read-timeout | readTimeout must be PT0.001S to PT5M, was PT0S
                    webhooks.transport.max-connection-age=2h       | webhooks.transport.max-connection-age | maxConnectionAge must be PT0.001S to PT1H, was PT2H
                    webhooks.transport.http2=a b                   | webhooks.transport.http2 | a host must be a name or an address, was "a b"
                    webhooks.transport.nat64=10.0.0.0/8            | webhooks.transport.nat64 | a prefix of NAT64 must be IPv6 with 32, 40, 48, 56, 64 or 96 bits and no port, was "10.0.0.0/8"
                    """)
    void states_property_rule_and_value(String wrong, String property, String rule) {
        assertThat(explanation(wrong))
                .isEqualTo(
                        property + " is wrong: " + rule + ". -> Set " + property + " to a value that the rule allows.");
    }

    @Test
    void asks_for_the_rate_of_the_handshake() {
        assertThat(explanation("webhooks.abuse-protection.origin=hub.example"))
                .isEqualTo(
                        "webhooks.abuse-protection.origin is set, but webhooks.abuse-protection.per-minute is not. -> Set "
                                + "webhooks.abuse-protection.per-minute to how many deliveries a minute you ask destinations for.");
    }

    @Test
    void asks_for_either_keys_or_secret_paths_of_a_receiver() {
        assertThat(explanation("webhooks.receivers.acme.tolerance=1m"))
                .isEqualTo("webhooks.receivers.acme must have either keys or path-secrets, but has neither. -> Set "
                        + "webhooks.receivers.acme.keys to what the sender shows, whsec_… or whpk_…; or only path-secrets "
                        + "for a sender that does not sign.");
    }

    @Test
    void asks_for_one_of_keys_and_secret_paths_of_a_receiver() {
        assertThat(explanation(
                        "webhooks.receivers.acme.keys=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "webhooks.receivers.acme.path-secrets=abcdefghijklmnopqrstuv"))
                .isEqualTo("webhooks.receivers.acme must have either keys or path-secrets, but has both. -> Set "
                        + "webhooks.receivers.acme.keys to what the sender shows, whsec_… or whpk_…; or only path-secrets "
                        + "for a sender that does not sign.");
    }

    @Test
    void asks_for_the_proxy_of_its_exceptions() {
        assertThat(explanation("webhooks.transport.proxy-except=ci.example"))
                .isEqualTo("webhooks.transport.proxy-except is set, but webhooks.transport.proxy is not. -> Set "
                        + "webhooks.transport.proxy to the host and port of the egress proxy.");
    }

    @Test
    void does_not_show_a_key_that_is_wrong() {
        assertThat(explanation("webhooks.receivers.acme.keys=s3cret"))
                .startsWith("webhooks.receivers.acme.keys[0] is wrong: ")
                .doesNotContain("s3cret");
    }

    @Test
    void asks_for_the_data_source_of_an_inbox() {
        assertThat(explanation("webhooks.inbox.enabled=true"))
                .isEqualTo("webhooks.inbox.enabled is true, but the application has no data source. -> Set "
                        + "spring.datasource.url to jdbc:postgresql://… or to jdbc:sqlite:… and a file.");
    }

    @Test
    void asks_for_the_base_of_the_customers_page() {
        assertThat(explanation("webhooks.portal.enabled=true"))
                .isEqualTo("webhooks.portal.enabled is true, but webhooks.portal.base is not set. -> Set "
                        + "webhooks.portal.base to the URL that browsers use, which ends with /webhooks/portal: an https "
                        + "URL, or http on this machine.");
    }

    @Test
    void asks_for_a_gate_of_the_console_without_spring_security() {
        runner.withBean(InMemoryStore.class, InMemoryStore::new)
                .withClassLoader(new FilteredClassLoader("org.springframework.security"))
                .withPropertyValues("webhooks.console.enabled=true")
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo(
                                "The console of webhooks has no gate: there is neither Spring Security nor a bean of type "
                                        + "ConsoleGate. -> Add spring-boot-starter-security, or define a bean of type ConsoleGate, "
                                        + "such as ConsoleGate.loopbackOnly() for development."));
    }

    @Test
    void does_not_show_a_key_of_the_store_that_is_wrong() {
        runner.withPropertyValues("webhooks.store.file=" + directory.resolve("w.db"), "webhooks.store.keys=s3cret")
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .startsWith("webhooks.store.keys[0] is wrong: ")
                        .doesNotContain("s3cret"));
    }

    private String explanation(String... properties) {
        var explanation = new String[1];
        runner.withBean(InMemoryStore.class, InMemoryStore::new)
                .withPropertyValues(properties)
                .run(context -> {
                    assertThat(context).as(Arrays.toString(properties)).hasFailed();
                    explanation[0] = Explanation.of(context.getStartupFailure());
                });
        return explanation[0];
    }
}
