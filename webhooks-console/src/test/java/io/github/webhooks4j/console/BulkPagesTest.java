package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static io.github.webhooks4j.console.ConsoleFixture.DEPLOY;
import static io.github.webhooks4j.console.ConsoleFixture.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkState;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One action on many deliveries: planned, confirmed, shown, stopped. */
class BulkPagesTest {
    private static final HistoryQuery INTERRUPTED = HistoryQuery.all().states(Set.of(ChainState.Kind.INTERRUPTED));

    private final ConsoleFixture fixture = new ConsoleFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Webhook interrupted(String topic, String url, int chains) {
        fixture.transport.on(url).respond(410);
        Webhook webhook = fixture.webhook("On " + topic, topic, url);
        for (int i = 0; i < chains; i++) {
            fixture.publish("push-" + topic + i, topic);
            fixture.engine.webhooks().enable(webhook.id());
        }
        fixture.transport.on(url).respond(200);
        fixture.advance(Duration.ofMillis(10));
        return webhook;
    }

    @Test
    void counts_first_and_does_nothing() {
        interrupted("acme/app", CI, 3);
        interrupted("acme/db", DEPLOY, 1);

        assertThat(fixture.page("/bulk?action=resume&topic=acme/*"))
                .contains(
                        "Resume 4 deliveries",
                        "<bdi>On acme/app</bdi>: 3",
                        "<bdi>On acme/db</bdi>: 1",
                        "Type 4 to go on");
        assertThat(fixture.engine.history().find(INTERRUPTED, 10, null).chains())
                .hasSize(4);
    }

    @Test
    void does_it_after_the_number_was_typed() {
        interrupted("acme/app", CI, 3);

        ConsoleResponse started = fixture.post("/bulk", "action", "resume", "topic", "acme/app", "number", "3");
        fixture.advance(Duration.ofMinutes(1));

        assertThat(started.status()).isEqualTo(303);
        BulkJob job = fixture.engine.bulk().list(1, null).get(0);
        assertThat(started.headers()).containsEntry("Location", "/hooks/bulk/" + job.id());
        assertThat(job.startedBy()).isEqualTo("ada");
        assertThat(fixture.page("/bulk/" + job.id()))
                .contains("finished", "3 of 3", "<progress")
                .doesNotContain("Stop");
        assertThat(fixture.page("/bulk")).contains("/hooks/bulk/" + job.id(), "ada");
        assertThat(fixture.engine.history().find(INTERRUPTED, 10, null).chains())
                .isEmpty();
    }

    @Test
    void does_nothing_without_the_right_number() {
        interrupted("acme/app", CI, 3);

        ConsoleResponse response = fixture.post("/bulk", "action", "resume", "number", "4");

        assertThat(response.status()).isEqualTo(422);
        assertThat(text(response)).contains("The number is 3 now. Look again, then type it.");
        assertThat(fixture.engine.bulk().list(1, null)).isEmpty();
    }

    @Test
    void leaves_alone_what_started_after_the_plan() {
        interrupted("acme/app", CI, 2);
        fixture.advance(Duration.ofSeconds(1));
        String plan = fixture.page("/bulk?action=cancel");
        String until = plan.replaceAll("(?s).*name=\"until\" value=\"([^\"]+)\".*", "$1");
        fixture.advance(Duration.ofSeconds(1));
        fixture.transport.on(CI).respond(410);
        fixture.publish("push-later", "acme/app");

        assertThat(fixture.post("/bulk", "action", "cancel", "until", until, "number", "2")
                        .status())
                .isEqualTo(303);
        fixture.advance(Duration.ofMinutes(1));

        assertThat(fixture.engine.history().find(INTERRUPTED, 10, null).chains())
                .extracting(chain -> chain.event().value())
                .containsExactly("push-later");
    }

    @Test
    void stops_a_job() {
        interrupted("acme/app", CI, 1);
        fixture.post("/bulk", "action", "resume", "number", "1");
        BulkJob job = fixture.engine.bulk().current().orElseThrow();
        assertThat(fixture.page("/bulk/" + job.id())).contains(">Stop</button>");

        assertThat(fixture.post("/bulk/" + job.id() + "/stop").headers())
                .containsEntry("Location", "/hooks/bulk/" + job.id() + "?done=stopped");
        assertThat(fixture.engine.bulk().job(job.id()).orElseThrow().state()).isEqualTo(BulkState.STOPPED);
        assertThat(fixture.post("/bulk/" + job.id() + "/stop").status()).isEqualTo(409);
    }

    @Test
    void names_the_job_that_runs_already() {
        interrupted("acme/app", CI, 1);
        fixture.post("/bulk", "action", "resume", "number", "1");

        ConsoleResponse second = fixture.post("/bulk", "action", "cancel", "number", "1");

        assertThat(second.status()).isEqualTo(409);
        assertThat(text(second))
                .contains(
                        "Another job runs",
                        fixture.engine.bulk().current().orElseThrow().id().value());
    }

    @Test
    void needs_the_action_for_one_delivery_too() {
        fixture.admit(Scope.everything(), EnumSet.of(Action.VIEW, Action.BULK, Action.RESUME));

        assertThat(fixture.get("/bulk?action=resume").status()).isEqualTo(200);
        assertThat(fixture.get("/bulk?action=cancel").status()).isEqualTo(403);
        assertThat(fixture.post("/bulk", "action", "rerun", "number", "1").status())
                .isEqualTo(403);
    }

    @Test
    void names_what_is_wrong_with_the_filter() {
        assertThat(text(fixture.get("/bulk?action=resume&status=99")))
                .contains("This cannot be done to what the filter finds", "A status is as 503");
        assertThat(fixture.get("/bulk?action=resume&state=complete").status()).isEqualTo(400);
        assertThat(fixture.get("/bulk?action=lose").status()).isEqualTo(400);
    }

    @Test
    void acts_on_one_webhook_of_the_scope_at_a_time() {
        Webhook mine = interrupted("acme/app", CI, 1);
        Webhook wide = interrupted("acme/*", DEPLOY, 0);
        fixture.transport.on(DEPLOY).respond(410);
        fixture.publish("push-wide", "acme/other");
        fixture.admit(Scope.of("acme/app"), Action.ALL);

        assertThat(text(fixture.get("/bulk?action=resume"))).contains("Choose one webhook first");
        assertThat(fixture.get("/bulk?action=resume&webhook=" + wide.id()).status())
                .isEqualTo(400);
        assertThat(fixture.page("/bulk?action=resume&webhook=" + mine.id())).contains("Resume 1 delivery");
        String job = fixture.post(
                        "/bulk", "action", "resume", "webhook", mine.id().value(), "number", "1")
                .headers()
                .get("Location");
        assertThat(job).isNotNull().startsWith("/hooks/bulk/");
        assertThat(fixture.get(requireNonNull(job).substring("/hooks".length())).status())
                .isEqualTo(200);
    }

    @Test
    void sends_what_a_webhook_missed() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        fixture.webhook("All", "acme/*", DEPLOY);
        fixture.engine.webhooks().disable(webhook.id());
        fixture.publish("push-missed", "acme/app");
        fixture.engine.webhooks().enable(webhook.id());
        fixture.advance(Duration.ofSeconds(1));
        fixture.admit(Scope.of("acme/app"), Action.ALL);

        String query = "action=send_missed&webhook=" + webhook.id() + "&from=2025-12-31T00:00";
        assertThat(fixture.page("/webhooks/" + webhook.id())).contains("What did it miss?");
        assertThat(fixture.page("/bulk?" + query)).contains("Type 1 to go on");
        fixture.post(
                "/bulk",
                "action",
                "send_missed",
                "webhook",
                webhook.id().value(),
                "from",
                "2025-12-31T00:00",
                "number",
                "1");
        fixture.advance(Duration.ofMinutes(1));

        assertThat(fixture.transport.requests(CI)).hasSize(1);
    }

    @Test
    void knows_no_job_of_others_within_a_scope() {
        interrupted("other/app", CI, 1);
        fixture.post("/bulk", "action", "resume", "number", "1");
        BulkJob job = fixture.engine.bulk().current().orElseThrow();
        fixture.admit(Scope.of("acme/app"), Action.ALL);

        assertThat(fixture.get("/bulk/" + job.id()).status()).isEqualTo(404);
        assertThat(fixture.post("/bulk/" + job.id() + "/stop").status()).isEqualTo(404);
        assertThat(fixture.page("/bulk")).contains("There was no job yet.");
    }
}
