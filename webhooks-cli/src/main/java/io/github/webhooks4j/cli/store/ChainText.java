package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.engine.view.AttemptView;
import io.github.webhooks4j.engine.view.CallbackView;
import io.github.webhooks4j.engine.view.ChainView;
import io.github.webhooks4j.engine.view.EventView;
import io.github.webhooks4j.engine.view.ExplanationView;
import io.github.webhooks4j.engine.view.StepView;
import java.util.ArrayList;
import java.util.List;

/** Chains and events as lines for a terminal. */
final class ChainText {
    private ChainText() {}

    static String of(ChainView chain) {
        var lines = new ArrayList<String>();
        lines.add("chain " + chain.id() + " of webhook " + chain.webhook() + " for event "
                + Printable.of(chain.event()) + " (" + Printable.of(chain.type()) + ", "
                + Printable.of(chain.topic()) + ")");
        lines.add("started " + chain.startedAt() + ", " + chain.state() + " at step " + (chain.step() + 1) + " of "
                + chain.steps().size());
        if (chain.reason() != null) {
            lines.add("why: " + chain.reason());
        }
        chain.steps().forEach(step -> addStep(step, lines));
        lines.add("next: " + chain.next().sentence());
        return String.join("\n", lines);
    }

    private static void addStep(StepView step, List<String> lines) {
        lines.add("step " + (step.step() + 1) + ": " + Printable.of(step.destination())
                + (step.delivered() ? ", delivered" : ", not delivered"));
        step.attempts().forEach(attempt -> lines.add("  " + line(attempt)));
        step.callbacks().forEach(callback -> lines.add("  " + line(callback)));
        step.callbackProblems()
                .forEach(problem -> lines.add("  " + problem.at() + " callback problem, " + problem.kind() + ": "
                        + Printable.of(problem.detail())));
    }

    private static String line(AttemptView attempt) {
        String result = attempt.status() == null ? attempt.failure() + ": " + attempt.reason() : "" + attempt.status();
        return attempt.at() + " attempt " + attempt.number() + ": " + result + " in " + attempt.durationMillis()
                + " ms";
    }

    private static String line(CallbackView callback) {
        return callback.at() + " callback: " + callback.state()
                + (callback.description() == null ? "" : ", " + Printable.of(callback.description()));
    }

    static String of(EventView event, List<ExplanationView> explanations) {
        var lines = new ArrayList<String>();
        lines.add("event " + Printable.of(event.id()) + " (" + Printable.of(event.type()) + ", "
                + Printable.of(event.topic()) + "), accepted " + event.acceptedAt());
        for (ExplanationView explanation : explanations) {
            lines.add("webhook " + explanation.webhook() + " " + Printable.of(explanation.name()) + ": "
                    + Printable.of(explanation.sentence())
                    + (explanation.chain() == null ? "" : " " + explanation.chain()));
        }
        event.laterChains().forEach(chain -> lines.add("later chain: " + chain));
        return String.join("\n", lines);
    }
}
