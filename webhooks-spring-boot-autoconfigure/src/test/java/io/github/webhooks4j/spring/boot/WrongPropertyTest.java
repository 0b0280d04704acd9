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
                    webhooks.callback-base=ftp://x                 | webhooks.callback-base
                    webhooks.callbacks-per-minute=0                | webhooks.callbacks-per-minute
                    webhooks.retention=1s                          | webhooks.retention
                    webhooks.publish-timeout=1ms                   | webhooks.publish-timeout
                    webhooks.secret-overlap=31d                    | webhooks.secret-overlap
                    webhooks.user-agent=ä                          | webhooks.user-agent
                    webhooks.delivery.max-in-flight=0              | webhooks.delivery.max-in-flight
                    webhooks.delivery.max-in-flight-per-destination=20001 | webhooks.delivery.max-in-flight-per-destination
                    webhooks.delivery.attempt-timeout=6m           | webhooks.delivery.attempt-timeout
                    webhooks.delivery.poll-interval=2m             | webhooks.delivery.poll-interval
                    webhooks.delivery.lease-term=1ms               | webhooks.delivery.lease-term
                    webhooks.delivery.circuit-failures=0           | webhooks.delivery.circuit-failures
                    webhooks.delivery.circuit-probe-interval=1ms   | webhooks.delivery.circuit-probe-interval
                    webhooks.delivery.shutdown-grace=11m           | webhooks.delivery.shutdown-grace
                    webhooks.disabling.failing-for=1m              | webhooks.disabling
                    webhooks.owner-limits.max-webhooks=0           | webhooks.owner-limits
                    webhooks.transport.connect-timeout=0s          | webhooks.transport.connect-timeout
                    webhooks.transport.read-timeout=0s             | webhooks.transport.read-timeout
                    webhooks.transport.max-connection-age=2h       | webhooks.transport.max-connection-age
                    """)
    void names_the_property_that_is_out_of_range(String wrong, String property) {
        String explanation = explanation(wrong);

        assertThat(explanation)
                .startsWith(property + " is wrong: ")
                .endsWith(". -> Set " + property + " to a value that the rule allows.");
    }

    @Test
    void states_rule_and_value() {
        assertThat(explanation("webhooks.retention=1s"))
                .isEqualTo("webhooks.retention is wrong: retention must be PT1M to PT87600H, was PT1S. -> Set "
                        + "webhooks.retention to a value that the rule allows.");
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
