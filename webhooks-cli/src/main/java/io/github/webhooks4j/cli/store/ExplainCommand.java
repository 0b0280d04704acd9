package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.view.ChainView;
import io.github.webhooks4j.engine.view.EventView;
import io.github.webhooks4j.engine.view.ExplanationView;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}: shows what happened, what is next, and why. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Shows what happened to a chain, what is next and why; or whom an event went to, whom not and why.")
public final class ExplainCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final StoreOptions store;

    @Parameters(paramLabel = "ID", description = "A chain, the webhook-id of a request, or the id of an event.")
    private String id = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Creates it. */
    public ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new StoreOptions(surroundings);
    }

    @Override
    public Integer call() {
        try (Store open = store.open(false)) {
            History history = StoredKnowledge.history(open);
            Optional<ChainView> chain = DeliveryId.parse(id)
                    .map(DeliveryId::chain)
                    .or(() -> ChainId.parse(id))
                    .flatMap(history::chain)
                    .map(ChainView::of);
            if (chain.isPresent()) {
                surroundings.out().println(json ? JsonText.of(chain.get()) : ChainText.of(chain.get()));
                return 0;
            }
            EventId event = EventId.parse(id).orElseThrow(this::unknown);
            EventView view = history.event(event).map(EventView::of).orElseThrow(this::unknown);
            List<ExplanationView> explanations = history.explain(event).orElseThrow(this::unknown).stream()
                    .map(ExplanationView::of)
                    .toList();
            if (json) {
                var fields = new LinkedHashMap<String, Object>();
                fields.put("event", view);
                fields.put("webhooks", explanations);
                surroundings.out().println(JsonText.of(fields));
            } else {
                surroundings.out().println(ChainText.of(view, explanations));
            }
            return 0;
        }
    }

    private CommandFailure unknown() {
        return CommandFailure.refused("the store has no chain, delivery or event " + Violation.quote(id)
                + "; it may be pruned, or of another store");
    }
}
