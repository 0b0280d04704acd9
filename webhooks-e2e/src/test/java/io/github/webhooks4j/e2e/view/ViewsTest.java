package io.github.webhooks4j.e2e.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.bulk.BulkSize;
import io.github.webhooks4j.bulk.BulkSkip;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackProblem;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.history.AttemptRequest;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.history.EventHistory;
import io.github.webhooks4j.engine.history.Explanation;
import io.github.webhooks4j.engine.history.HistoryPage;
import io.github.webhooks4j.engine.history.MissedEvents;
import io.github.webhooks4j.engine.history.Next;
import io.github.webhooks4j.engine.history.StepHistory;
import io.github.webhooks4j.engine.view.AttemptRequestView;
import io.github.webhooks4j.engine.view.AttemptView;
import io.github.webhooks4j.engine.view.BulkJobView;
import io.github.webhooks4j.engine.view.BulkPlanView;
import io.github.webhooks4j.engine.view.CallbackView;
import io.github.webhooks4j.engine.view.ChainView;
import io.github.webhooks4j.engine.view.DestinationView;
import io.github.webhooks4j.engine.view.EventView;
import io.github.webhooks4j.engine.view.ExplanationView;
import io.github.webhooks4j.engine.view.FoundChainsView;
import io.github.webhooks4j.engine.view.HistoryPageView;
import io.github.webhooks4j.engine.view.MissedEventsView;
import io.github.webhooks4j.engine.view.NextView;
import io.github.webhooks4j.engine.view.PublishResultView;
import io.github.webhooks4j.engine.view.RateLimitView;
import io.github.webhooks4j.engine.view.StepView;
import io.github.webhooks4j.engine.view.WebhookView;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.FoundChains;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every mapper writes the JSON that docs/views.md shows. */
class ViewsTest {
    private static final Path PAGE = Path.of("..", "docs", "views.md");
    private static final Pattern SECTION = Pattern.compile("## ([^\n]+)\n[^#]*?```json\n(.*?)\n```", Pattern.DOTALL);

    private static final Instant AT = Instant.parse("2026-02-03T04:05:06Z");
    private static final String CI = "https://ci.example/hook?token=s3cret";
    private static final String CHAT = "https://hooks.chat.example/services/T0/secret-of-24-characters_";

    private static final ObjectMapper JACKSON_2 = new ObjectMapper();
    private static final tools.jackson.databind.ObjectMapper JACKSON_3 = new tools.jackson.databind.ObjectMapper();
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    @Test
    void a_webhook_is_the_json_of_the_page_for_every_mapper() throws IOException {
        assertWrittenAs("A webhook", WebhookView.of(webhook()));
    }

    @Test
    void a_page_of_history_is_the_json_of_the_page_for_every_mapper() throws IOException {
        assertWrittenAs(
                "A page of history", HistoryPageView.of(new HistoryPage(List.of(awaiting(), interrupted()), "chn_1")));
    }

    @Test
    void found_chains_are_the_json_of_the_page_for_every_mapper() throws IOException {
        var interrupted = new ChainSummary(
                new ChainId("chn_2"),
                new WebhookId("wh_1"),
                new EventId("push-2"),
                Event.PUSH,
                new Topic("acme/app"),
                null,
                new ChainState.Interrupted(1, InterruptionCause.RETRIES_EXHAUSTED),
                2,
                AT,
                AT.plusSeconds(2),
                null,
                3,
                503,
                null,
                true);
        var retrying = new ChainSummary(
                new ChainId("chn_1"),
                new WebhookId("wh_1"),
                new EventId("push-1"),
                Event.PUSH,
                new Topic("acme/app"),
                null,
                new ChainState.Delivering(0),
                2,
                AT,
                null,
                AT.plusSeconds(30),
                1,
                null,
                FailureCode.TIMED_OUT,
                false);

        assertWrittenAs(
                "Found chains",
                FoundChainsView.of(
                        new FoundChains(List.of(interrupted, retrying), "chn_1.3k9", AT.minusSeconds(6), 10_000)));
    }

    @Test
    void a_published_event_is_the_json_of_the_page_for_every_mapper() throws IOException {
        assertWrittenAs(
                "A published event",
                PublishResultView.of(new PublishResult(
                        new EventId("push-1"), List.of(new ChainId("chn_1"), new ChainId("chn_2")), false)));
    }

    @Test
    void an_event_is_the_json_of_the_page_for_every_mapper() throws IOException {
        Event event = Event.builder("order.paid")
                .topic("shop/orders")
                .id("order-1-paid")
                .occurredAt(AT)
                .attribute("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .orderingKey("customer-7")
                .body("{\"order\":1}")
                .build();

        assertWrittenAs(
                "An event",
                EventView.of(new EventHistory(
                        event,
                        AT.plusMillis(20),
                        List.of(new ChainId("chn_1"), new ChainId("chn_2")),
                        List.of(new ChainId("chn_3")))));
    }

    @Test
    void an_explanation_is_the_json_of_the_page_for_every_mapper() throws IOException {
        Event event = Event.builder("order.paid")
                .topic("shop/orders")
                .id("order-1-paid")
                .body("{}")
                .build();

        assertWrittenAs(
                "Why a webhook has no chain",
                ExplanationView.of(Explanation.of(event, List.of(webhook())).get(0)));
    }

    @Test
    void a_plan_of_a_bulk_job_is_the_json_of_the_page_for_every_mapper() throws IOException {
        var summary = new ChainSummary(
                new ChainId("chn_1"),
                new WebhookId("wh_1"),
                new EventId("push-1"),
                Event.PUSH,
                new Topic("acme/app"),
                null,
                new ChainState.Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED),
                1,
                AT,
                AT,
                null,
                1,
                500,
                null,
                false);
        var webhooks = new LinkedHashMap<WebhookId, Long>();
        webhooks.put(new WebhookId("wh_1"), 2L);
        webhooks.put(new WebhookId("wh_2"), 1L);

        assertWrittenAs(
                "A plan of a bulk job",
                BulkPlanView.of(new BulkPlan(
                        BulkAction.RESUME,
                        HistoryQuery.all(),
                        new BulkSize(3, false),
                        webhooks,
                        List.of(summary),
                        AT)));
    }

    @Test
    void a_bulk_job_is_the_json_of_the_page_for_every_mapper() throws IOException {
        BulkJob job = BulkJob.started(
                        new BulkJobId("bulk_1"),
                        BulkAction.RESUME,
                        HistoryQuery.all(),
                        new BulkSize(BulkSize.MAX_COUNTED, true),
                        "ops@acme.example",
                        AT)
                .moved(new ChainId("chn_1"), new BulkCounts(1490, 0, Map.of(BulkSkip.OTHER_STATE, 10L)), AT);

        assertWrittenAs("A bulk job", BulkJobView.of(job));
    }

    @Test
    void missed_events_are_the_json_of_the_page_for_every_mapper() throws IOException {
        assertWrittenAs(
                "What a webhook missed",
                MissedEventsView.of(new MissedEvents(
                        List.of(new MissedEvents.MissedEvent(
                                new EventId("order-1-paid"),
                                new Topic("shop/orders"),
                                "order.paid",
                                AT.plusMillis(20))),
                        null,
                        AT.plusSeconds(114),
                        1204)));
    }

    @Test
    void the_request_of_an_attempt_is_the_json_of_the_page_for_every_mapper() throws IOException {
        assertWrittenAs(
                "The request of an attempt",
                AttemptRequestView.of(new AttemptRequest(
                        "POST",
                        "https://ci.example/hook?token=•••",
                        List.of(
                                new AttemptRequest.ShownHeader("Content-Type", "application/json"),
                                new AttemptRequest.ShownHeader("webhook-signature", "•••")),
                        "{}")));
    }

    @Test
    void gson_leaves_out_what_is_absent_by_default() {
        assertThat(new Gson().toJson(HistoryPageView.of(new HistoryPage(List.of(), null))))
                .isEqualTo("{\"chains\":[]}");
    }

    @Test
    void mappers_read_what_they_have_written() throws IOException {
        WebhookView view = WebhookView.of(webhook());

        assertThat(JACKSON_2.readValue(JACKSON_2.writeValueAsString(view), WebhookView.class))
                .isEqualTo(view);
        assertThat(GSON.fromJson(GSON.toJson(view), WebhookView.class)).isEqualTo(view);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void views_are_of_something() {
        assertNeeds("webhook", () -> WebhookView.of(null));
        assertNeeds("limit", () -> RateLimitView.of(null));
        assertNeeds("destination", () -> DestinationView.of(null));
        assertNeeds("chain", () -> ChainView.of(null));
        assertNeeds("step", () -> StepView.of(null));
        assertNeeds("attempt", () -> AttemptView.of(null));
        assertNeeds("stored", () -> CallbackView.of(null));
        assertNeeds("page", () -> HistoryPageView.of(null));
        assertNeeds("found", () -> FoundChainsView.of(null));
        assertNeeds("chain", () -> FoundChainsView.FoundChain.of(null));
        assertNeeds("missed", () -> MissedEventsView.of(null));
        assertNeeds("request", () -> AttemptRequestView.of(null));
        assertNeeds("explanation", () -> ExplanationView.of(null));
        assertNeeds("history", () -> EventView.of(null));
        assertNeeds("next", () -> NextView.of(null));
        assertNeeds("plan", () -> BulkPlanView.of(null));
        assertNeeds("job", () -> BulkJobView.of(null));
        assertNeeds("result", () -> PublishResultView.of(null));
    }

    private static void assertNeeds(String name, Runnable call) {
        assertThatNullPointerException().isThrownBy(call::run).withMessage(name);
    }

    private static void assertWrittenAs(String section, Object view) throws IOException {
        JsonNode expected = JACKSON_2.readTree(json(section));

        assertThat(JACKSON_2.readTree(JACKSON_2.writeValueAsString(view))).isEqualTo(expected);
        assertThat(JACKSON_2.readTree(JACKSON_3.writeValueAsString(view))).isEqualTo(expected);
        assertThat(JACKSON_2.readTree(GSON.toJson(view))).isEqualTo(expected);
    }

    private static String json(String section) throws IOException {
        return SECTION.matcher(Files.readString(PAGE))
                .results()
                .filter(found -> found.group(1).equals(section))
                .map(found -> found.group(2))
                .findFirst()
                .orElseThrow();
    }

    private static Webhook webhook() {
        var settings = new WebhookSettings(
                "CI",
                new EventFilter("acme/app", List.of(new TypePattern("order.*")), List.of(new TagGlob("v*"))),
                List.of(
                        new Destination(CI, new BasicCredentials("ada", "s3cret")),
                        new Destination(CHAT, null).withNumber(1)),
                false,
                List.of(new Header("X-Token", "s3cret")),
                new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofSeconds(30)), 0.2),
                Duration.ofDays(1),
                false,
                "acme",
                0,
                Map.of("customer", "c-17"),
                RateLimit.perSecond(10));
        return new Webhook(
                new WebhookId("wh_1"),
                2,
                settings,
                List.of(new SigningSecret(WebhookSecret.generate(), null)),
                WebhookStatus.ENABLED,
                AT);
    }

    private static ChainHistory awaiting() {
        var step = new StepHistory(
                0,
                CI,
                true,
                List.of(new Attempt(1, AT.plusNanos(1_123_456_789), response(202, null, 84))),
                List.of(),
                List.of());
        return chain(
                2, new ChainState.AwaitingCallback(0, AT.plusSeconds(86_401).plusMillis(500)), null, List.of(step));
    }

    private static ChainHistory interrupted() {
        var callback =
                new Callback(CallbackState.SUCCESS, "build 77 <green>", "Acme CI", URI.create("https://ci.example/77"));
        var first = new StepHistory(
                0,
                CI,
                true,
                List.of(),
                List.of(new StoredCallback(0, 0, callback, AT.plusSeconds(1))),
                List.of(new StoredCallbackProblem(
                        0, CallbackProblem.conflict(CallbackState.FAILURE), AT.plusSeconds(2))));
        var second = new StepHistory(
                1,
                CHAT,
                false,
                List.of(
                        new Attempt(1, AT.plusSeconds(1), response(302, "/login?next=s3cret", 3)),
                        new Attempt(
                                2,
                                AT.plusSeconds(2),
                                new DeliveryResult.NoResponse(
                                        FailureCode.TIMED_OUT, Timing.ofTotal(Duration.ofSeconds(10))))),
                List.of(),
                List.of());
        return chain(
                1,
                new ChainState.Interrupted(1, InterruptionCause.RETRIES_EXHAUSTED),
                AT.plusSeconds(2),
                List.of(first, second));
    }

    private static ChainHistory chain(
            int number, ChainState state, @Nullable Instant finishedAt, List<StepHistory> steps) {
        return new ChainHistory(
                new ChainId("chn_" + number),
                new WebhookId("wh_1"),
                new EventId("push-" + number),
                "push",
                new Topic("acme/app"),
                null,
                state,
                AT,
                finishedAt,
                null,
                null,
                false,
                state instanceof ChainState.AwaitingCallback waiting
                        ? new Next.WaitsForCallback(waiting.deadline())
                        : new Next.Finished(state),
                steps);
    }

    private static DeliveryResult response(int status, @Nullable String location, long millis) {
        return new DeliveryResult.Response(
                status, null, location, "echo: X-Token: s3cret", Timing.ofTotal(Duration.ofMillis(millis)));
    }
}
