package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.view.FoundChainsView;
import io.github.webhooks4j.engine.view.FoundChainsView.FoundChain;
import java.io.PrintWriter;
import java.time.Instant;
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
    private final SourceOptions options;

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
        this.options = new SourceOptions(surroundings);
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > History.MAX_PAGE) {
            throw CommandFailure.usage("--limit must be 1 to " + History.MAX_PAGE + ", was " + limit);
        }
        // Checked before a store is opened, or a hub asked.
        var unused = conditions.query();
        try (ChainSource source = options.open()) {
            FoundChainsView found = find(source);
            if (json) {
                var page = new LinkedHashMap<String, @Nullable Object>();
                page.put(
                        "chains",
                        found.chains().stream()
                                .map(chain -> ChainId.parse(chain.id()).flatMap(source::chain))
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

    private FoundChainsView find(ChainSource source) {
        try {
            return source.find(conditions.given(), limit, cursor);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--after is not usable: " + e.getMessage());
        }
    }

    private static void print(FoundChainsView found, PrintWriter out) {
        found.chains().forEach(chain -> out.println(line(chain)));
        if (found.chains().isEmpty()) {
            out.println("no chain is found in " + found.looked() + " that were looked at");
        }
        if (found.next() != null) {
            out.println("there may be earlier ones: --after " + found.next());
        }
    }

    private static String line(FoundChain chain) {
        String last = "no attempt";
        if (chain.lastStatus() != null) {
            last = "attempt " + chain.lastAttempt() + ": " + chain.lastStatus();
        } else if (chain.lastFailure() != null) {
            last = "attempt " + chain.lastAttempt() + ": " + chain.lastFailure();
        }
        return String.join(
                "  ",
                Instant.parse(chain.startedAt()).toString(),
                chain.id(),
                chain.state(),
                "step " + (chain.step() + 1) + " of " + chain.steps(),
                last,
                Printable.of(chain.type()),
                Printable.of(chain.topic()));
    }
}
