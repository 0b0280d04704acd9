package io.github.webhooks4j.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.history.StepHistory;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Chains and their history as the hub's JSON. */
final class ChainJson {
    private ChainJson() {}

    static ObjectNode write(ChainHistory chain) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", chain.id().value())
                .put("webhook", chain.webhook().value())
                .put("event", chain.event().value())
                .put("event_type", chain.eventType())
                .put("topic", chain.topic().name())
                .put("test", chain.test() == null ? null : chain.test().code())
                .put("state", chain.state().code())
                .put("step", chain.state().step());
        if (chain.state() instanceof Interrupted interrupted) {
            json.put("cause", HubWords.of(interrupted.cause()));
        }
        json.put("started_at", chain.startedAt().toString())
                .put("finished_at", text(chain.finishedAt()))
                .put("next_attempt_at", text(chain.nextAttemptAt()));
        ArrayNode steps = json.putArray("steps");
        chain.steps().forEach(step -> steps.add(write(step)));
        return json;
    }

    private static ObjectNode write(StepHistory step) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("destination", step.destination())
                .put("delivered", step.delivered());
        ArrayNode attempts = json.putArray("attempts");
        step.attempts().forEach(attempt -> attempts.add(write(attempt)));
        json.set("callback", step.callback().map(ChainJson::write).orElse(null));
        ArrayNode problems = json.putArray("callback_problems");
        step.callbackProblems().forEach(problem -> problems.add(write(problem)));
        return json;
    }

    private static ObjectNode write(Attempt attempt) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("at", attempt.at().toString());
        if (attempt.result() instanceof Response answered) {
            json.put("status", answered.status());
            if (answered.location() != null) {
                json.put("location", answered.location());
            }
        } else if (attempt.result() instanceof NoResponse notAnswered) {
            json.put("failure", HubWords.of(notAnswered.code()))
                    .put("reason", notAnswered.code().sentence());
        }
        return json.put("millis", attempt.result().timing().total().toMillis());
    }

    private static ObjectNode write(StoredCallbackProblem stored) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", stored.problem().kind().code())
                .put("detail", stored.problem().detail())
                .put("at", stored.at().toString());
    }

    private static ObjectNode write(StoredCallback record) {
        Callback callback = record.callback();
        return JsonNodeFactory.instance
                .objectNode()
                .put("state", callback.state().code())
                .put("description", callback.description())
                .put("context", callback.context())
                .put(
                        "target_url",
                        callback.targetUrl() == null
                                ? null
                                : callback.targetUrl().toString())
                .put("at", record.at().toString());
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
