package com.example.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.Webhooks;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.testkit.SignedDelivery;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

/** What the registry and the CI do, over HTTP. */
@Tag("postgres")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryTest {
    private Trial trial;

    @BeforeAll
    void start() {
        trial = Trial.start();
    }

    @AfterAll
    void stop() {
        trial.close();
    }

    @Test
    void runs_each_job_of_an_image_once_and_completes_the_chain() {
        Image image = Trial.push(trial.first(), "v1");

        trial.awaitChain(image, ChainState.Kind.COMPLETE);
        assertThat(trial.jobs("v1")).containsExactly("scan", "deploy");
    }

    @Test
    void does_not_deploy_an_image_whose_scan_has_failed() {
        Image image = Trial.push(trial.first(), "broken");

        trial.awaitChain(image, ChainState.Kind.INTERRUPTED);
        assertThat(trial.jobs("broken")).containsExactly("scan");
    }

    @Test
    void runs_a_job_once_though_its_delivery_is_repeated() {
        HttpStatusCode first = deliver("msg_repeated", "v2");
        HttpStatusCode repeated = deliver("msg_repeated", "v2");

        assertThat(List.of(first.value(), repeated.value())).containsExactly(204, 204);
        assertThat(trial.jobs("v2")).containsExactly("scan");
    }

    @Test
    void publishes_nothing_if_the_transaction_is_rolled_back() {
        JdbcClient jdbc = trial.first().getBean(JdbcClient.class);
        var transaction = new TransactionTemplate(trial.first().getBean(PlatformTransactionManager.class));

        Image image = transaction.execute(status -> {
            Image pushed = trial.first().getBean(Images.class).push("acme/app", "v3", "ann");
            status.setRollbackOnly();
            return pushed;
        });

        assertThat(jdbc.sql("SELECT id FROM image WHERE tag = 'v3'")
                        .query(Long.class)
                        .list())
                .isEmpty();
        assertThat(jdbc.sql("SELECT id FROM wh_event WHERE id = ?")
                        .param("image-" + image.id())
                        .query(String.class)
                        .list())
                .isEmpty();
    }

    @Test
    void shows_customers_the_webhooks_of_their_repository_only() throws Exception {
        Webhook webOnly = trial.first()
                .getBean(Webhooks.class)
                .create(WebhookDraft.builder("Site of Bob", "acme/web", List.of("https://bob.example/hook"))
                        .build());
        var ann = new Browser("ann");

        HttpResponse<String> page = ann.get(Trial.url(trial.first()) + "/repositories/acme/app/webhooks");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Scan, then deploy").doesNotContain("Site of Bob");
        assertThat(ann.get(portal(trial.first(), webOnly)).statusCode()).isEqualTo(404);
        assertThat(ann.get(Trial.url(trial.first()) + "/repositories/acme/web/webhooks")
                        .body())
                .contains("\"status\":404", "You have no repository acme/web.");
        assertThat(new Browser("bob")
                        .get(Trial.url(trial.first()) + "/repositories/acme/web/webhooks")
                        .body())
                .contains("Site of Bob");
    }

    @Test
    void accepts_a_form_whose_page_came_from_the_other_node() throws Exception {
        Webhooks webhooks = trial.second().getBean(Webhooks.class);
        Webhook webhook =
                webhooks.create(WebhookDraft.builder("Mirror", "acme/app", List.of("https://mirror.example/hook"))
                        .types(List.of("none"))
                        .build());
        var ann = new Browser("ann");
        ann.get(Trial.url(trial.first()) + "/repositories/acme/app/webhooks");

        HttpResponse<String> page = ann.get(portal(trial.first(), webhook));
        HttpResponse<String> disabled = ann.submit(page, portal(trial.second(), webhook) + "/disable");

        assertThat(disabled.statusCode()).isEqualTo(200);
        assertThat(webhooks.get(webhook.id()).orElseThrow().status()).isEqualTo(WebhookStatus.DISABLED);
    }

    @Test
    void shows_the_engine_of_each_node_in_health_and_meters() throws Exception {
        var operator = new Browser("ops");
        for (ConfigurableApplicationContext node : List.of(trial.first(), trial.second())) {
            Trial.push(node, "measured");

            assertThat(operator.get(Trial.url(node) + "/actuator/health/webhooks")
                            .body())
                    .contains("\"status\":\"UP\"", "\"phase\":\"delivering\"");
            assertThat(operator.get(Trial.url(node) + "/actuator/metrics/webhooks.publish?tag=result:accepted")
                            .body())
                    .containsPattern("\"statistic\":\"COUNT\",\"value\":[1-9]");
        }
    }

    @Test
    void stops_and_starts_the_deliveries_of_a_node_by_the_actuator() {
        assertThat(deliver(trial.first(), false)).contains("\"delivering\":false");
        assertThat(deliver(trial.first(), true)).contains("\"delivering\":true");
    }

    @Test
    void shows_no_customer_what_is_for_operators() throws Exception {
        var ann = new Browser("ann");

        assertThat(ann.get(Trial.url(trial.first()) + "/webhooks/console/").statusCode())
                .isEqualTo(403);
        assertThat(ann.get(Trial.url(trial.first()) + "/actuator/health").statusCode())
                .isEqualTo(403);
    }

    /** Delivers to the CI as the registry would. */
    private HttpStatusCode deliver(String id, String tag) {
        WebhookSecret secret = trial.first()
                .getBean(Webhooks.class)
                .list(WebhookQuery.all().withTopic("acme/app"), 1, null)
                .webhooks()
                .get(0)
                .secret();
        SignedDelivery delivery = SignedDelivery.of(
                secret,
                id,
                Instant.now(),
                "{\"push_data\":{\"tag\":\"" + tag + "\"},\"repository\":{\"repo_name\":\"acme/app\"}}");
        return RestClient.create(Trial.url(trial.ci()))
                .post()
                .uri("/hooks/scan")
                .headers(headers -> headers.setAll(delivery.headers()))
                .body(delivery.body())
                .retrieve()
                .toBodilessEntity()
                .getStatusCode();
    }

    private static String deliver(ConfigurableApplicationContext node, boolean delivering) {
        return RestClient.create(Trial.url(node))
                .post()
                .uri("/actuator/webhooks")
                .headers(headers -> headers.setBasicAuth("ops", "ops"))
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"delivering\": " + delivering + "}")
                .retrieve()
                .requiredBody(String.class);
    }

    private static String portal(ConfigurableApplicationContext node, Webhook webhook) {
        return Trial.url(node) + "/webhooks/portal/webhooks/" + webhook.id().value();
    }
}
