package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.view.ChainView;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.FoundChains;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.Store;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code history}: lists chains, the latest first. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Lists the chains that meet every condition, the latest first.")
public final class HistoryCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final StoreOptions store;

    @Mixin
    private final QueryOptions conditions = new QueryOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "The most chains to list, 1 to " + History.MAX_PAGE + "; default: 20.")
    private int limit = 20;

    @Option(names = "--after", paramLabel = "CURSOR", description = "Go on where the last list ended.")
    private @Nullable String cursor;

    @Option(names = "--json", description = "Print JSON, with the attempts of each chain.")
    private boolean json;

    /** Creates it. */
    public HistoryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new StoreOptions(surroundings);
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > History.MAX_PAGE) {
            throw CommandFailure.usage("--limit must be 1 to " + History.MAX_PAGE + ", was " + limit);
        }
        HistoryQuery query = conditions.query();
        try (Store open = store.open(false)) {
            History history = StoredKnowledge.history(open);
            FoundChains found = find(history, query);
            if (json) {
                var page = new LinkedHashMap<String, @Nullable Object>();
                page.put(
                        "chains",
                        found.chains().stream()
                                .map(chain -> history.chain(chain.id()).map(ChainView::of))
                                .flatMap(Optional::stream)
                                .toList());
                page.put("next", found.next());
                surroundings.out().println(JsonText.of(page));
            } else {
                print(found, surroundings.out());
            }
        }
        return 0;
    }

    private FoundChains find(History history, HistoryQuery query) {
        try {
            return history.find(query, limit, cursor);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--after is not usable: " + e.getMessage());
        }
    }

    private static void print(FoundChains found, PrintWriter out) {
        found.chains().forEach(chain -> out.println(line(chain)));
        if (found.chains().isEmpty()) {
            out.println("no chain is found in " + found.looked() + " that were looked at");
        }
        if (found.next() != null) {
            out.println("there may be earlier ones: --after " + found.next());
        }
    }

    private static String line(ChainSummary chain) {
        String last = "no attempt";
        if (chain.lastStatus() != null) {
            last = "attempt " + chain.lastAttempt() + ": " + chain.lastStatus();
        } else if (chain.lastFailure() != null) {
            last = "attempt " + chain.lastAttempt() + ": " + chain.lastFailure().code();
        }
        return String.join(
                "  ",
                chain.startedAt().toString(),
                chain.id().value(),
                chain.state().code(),
                "step " + (chain.state().step() + 1) + " of " + chain.steps(),
                last,
                Printable.of(chain.type()),
                Printable.of(chain.topic().name()));
    }
}
