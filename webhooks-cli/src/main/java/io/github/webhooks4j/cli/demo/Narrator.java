package io.github.webhooks4j.cli.demo;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineListener;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Prints each event on one line, as it happens. Thread-safe. */
final class Narrator implements EngineListener {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final PrintWriter out;
    private final Clock clock;

    Narrator(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    synchronized void say(String who, String sentence) {
        out.printf("%s  %-6s  %s%n", TIME.format(LocalTime.ofInstant(clock.instant(), ZoneOffset.UTC)), who, sentence);
        out.flush();
    }

    synchronized void print(String text) {
        out.println();
        out.print(text);
        out.flush();
    }

    @Override
    public void onAttemptCompleted(EngineEvent.AttemptCompleted event) {
        say(
                "hub",
                "step " + event.delivery().step() + ", attempt "
                        + event.attempt().number() + ": " + resultOf(event.attempt()));
    }

    @Override
    public void onCallbackReceived(EngineEvent.CallbackReceived event) {
        say(
                "hub",
                "step " + event.delivery().step() + " is called back: "
                        + event.callback().state().code());
    }

    @Override
    public void onChainStateChanged(EngineEvent.ChainStateChanged event) {
        say("hub", "chain is " + describe(event.after()));
    }

    private static String resultOf(Attempt attempt) {
        if (attempt.result() instanceof Response answered) {
            return "answered " + answered.status();
        }
        return ((NoResponse) attempt.result()).code().sentence();
    }

    private static String describe(ChainState state) {
        if (state instanceof ChainState.Delivering) {
            return "delivering step " + state.step();
        } else if (state instanceof ChainState.AwaitingCallback) {
            return "awaiting the callback of step " + state.step();
        } else if (state instanceof ChainState.Interrupted interrupted) {
            return "interrupted at step " + state.step() + ": "
                    + interrupted.cause().sentence();
        }
        return state.code();
    }
}
