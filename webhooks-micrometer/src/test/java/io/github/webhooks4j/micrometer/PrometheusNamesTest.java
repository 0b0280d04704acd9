package io.github.webhooks4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.engine.ManualEngine;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.receiver.Reception;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard, the alerts and docs/metrics.md name series that Prometheus gets from an engine. */
class PrometheusNamesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern SERIES = Pattern.compile("webhooks_[a-z_]+");
    private static final Pattern METER = Pattern.compile("`(webhooks\\.[a-z.]+)`");

    @ParameterizedTest
    @ValueSource(strings = {"metrics/grafana-dashboard.json", "metrics/prometheus-alerts.yml"})
    void names_only_series_that_there_are(String file) throws IOException {
        Set<String> named = found(SERIES, Files.readString(DOCS.resolve(file)), 0);

        assertThat(named).isNotEmpty();
        assertThat(series()).containsAll(named);
    }

    @Test
    void documents_every_meter_and_no_other() throws IOException {
        PrometheusMeterRegistry registry = registryOfWorkingEngine();

        assertThat(found(METER, Files.readString(DOCS.resolve("metrics.md")), 1))
                .isEqualTo(registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Set<String> series() {
        return found(SERIES, registryOfWorkingEngine().scrape(), 0);
    }

    private static Set<String> found(Pattern pattern, String text, int group) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** An engine that has done everything once: a chain that CI's callback completes, a webhook that is gone. */
    private static PrometheusMeterRegistry registryOfWorkingEngine() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var clock = new ManualClock();
        var transport = new ScriptedTransport();
        try (var manual = ManualEngine.start(
                WebhookEngine.builder(new InMemoryStore().forNode(clock), transport)
                        .callbackBase(URI.create("https://hub.example/callbacks"))
                        .clock(clock)
                        .catalog(
                                EventCatalog.of(EventType.of("order.paid")),
                                CatalogPolicy.unknownTypes(CatalogAction.ACCEPT))
                        .metrics(WebhookMeters.of(registry)),
                clock::set)) {
            WebhookEngine engine = manual.engine();
            HealthMeters.bind(registry, engine::health);
            ReceiverMeters.of(registry).count("acme", Reception.Refused.tooLarge());
            engine.webhooks()
                    .create(WebhookDraft.builder("Gone", "acme/app", List.of("https://gone.example/hook"))
                            .build());
            engine.webhooks()
                    .create(WebhookDraft.builder("Slow", "acme/app", List.of("https://slow.example/hook"))
                            .build());
            transport.on("https://gone.example/hook").respond(410);
            transport.on("https://slow.example/hook").respond(503);
            engine.publish(Event.builder("order.created")
                    .topic("acme/app")
                    .id("e-1")
                    .body(Map.of("order", 1))
                    .build());
            manual.runUntilIdle();
            manual.advance(Duration.ofMinutes(2));
            engine.callbacks().handle("POST", "/callbacks/none", "{}".getBytes(StandardCharsets.UTF_8));
        }
        return registry;
    }
}
