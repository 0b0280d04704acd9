package io.github.webhooks4j.cli.demo;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.history.StepHistory;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Draws the history of a chain as a table of plain text. */
final class HistoryTable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final List<String> HEAD =
            List.of("step", "destination", "attempt", "at (UTC)", "answer", "callback");

    private HistoryTable() {}

    static String of(ChainHistory history) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        for (StepHistory step : history.steps()) {
            rows.addAll(rowsOf(step));
        }
        return "Chain " + history.id() + " is " + stateOf(history.state()) + "\n\n" + draw(rows);
    }

    private static List<List<String>> rowsOf(StepHistory step) {
        String callback =
                step.callback().map(record -> describe(record.callback())).orElse(step.delivered() ? "none yet" : "");
        if (step.attempts().isEmpty()) {
            return List.of(
                    List.of(number(step.step()), Printable.of(step.destination()), "-", "", "not contacted", callback));
        }
        var rows = new ArrayList<List<String>>();
        for (Attempt attempt : step.attempts()) {
            boolean first = rows.isEmpty();
            boolean last = rows.size() == step.attempts().size() - 1;
            rows.add(List.of(
                    first ? number(step.step()) : "",
                    first ? Printable.of(step.destination()) : "",
                    number(attempt.number()),
                    TIME.format(LocalTime.ofInstant(attempt.at(), ZoneOffset.UTC)),
                    answerOf(attempt),
                    last ? callback : ""));
        }
        return rows;
    }

    private static String answerOf(Attempt attempt) {
        String what = attempt.result() instanceof Response answered
                ? number(answered.status())
                : ((NoResponse) attempt.result()).code().code();
        return what + " in " + attempt.result().timing().total().toMillis() + " ms";
    }

    private static String describe(Callback callback) {
        return callback.state().code()
                + (callback.description() == null ? "" : ": " + Printable.of(callback.description()))
                + (callback.context() == null ? "" : " (" + Printable.of(callback.context()) + ")");
    }

    private static String stateOf(ChainState state) {
        return state instanceof ChainState.Interrupted interrupted
                ? "interrupted at step " + state.step() + ": "
                        + interrupted.cause().sentence()
                : state.code();
    }

    private static String draw(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        var table = new StringBuilder();
        for (int line = 0; line < rows.size(); line++) {
            appendRow(table, rows.get(line), widths);
            if (line == 0) {
                appendRow(table, rule(widths), widths);
            }
        }
        return table.toString();
    }

    private static void appendRow(StringBuilder table, List<String> row, int[] widths) {
        var line = new StringBuilder("  ");
        for (int column = 0; column < widths.length; column++) {
            line.append(String.format("%-" + (widths[column] + 2) + "s", row.get(column)));
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }

    private static List<String> rule(int[] widths) {
        var rule = new ArrayList<String>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        return rule;
    }

    private static String number(int number) {
        return Integer.toString(number);
    }
}
