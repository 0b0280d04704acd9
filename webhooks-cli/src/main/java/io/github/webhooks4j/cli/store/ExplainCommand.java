package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.view.ChainView;
import io.github.webhooks4j.event.EventId;
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
    private final SourceOptions options;

    @Parameters(paramLabel = "ID", description = "A chain, the webhook-id of a request, or the id of an event.")
    private String id = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Creates it. */
    public ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SourceOptions(surroundings);
    }

    @Override
    public Integer call() {
        try (ChainSource source = options.open()) {
            Optional<ChainView> chain = DeliveryId.parse(id)
                    .map(DeliveryId::chain)
                    .or(() -> ChainId.parse(id))
                    .flatMap(source::chain);
            if (chain.isPresent()) {
                surroundings.out().println(json ? JsonText.of(chain.get()) : ChainText.of(chain.get()));
                return 0;
            }
            ChainSource.ExplainedEvent event =
                    EventId.parse(id).flatMap(source::event).orElseThrow(this::unknown);
            surroundings.out().println(json ? JsonText.of(event) : ChainText.of(event.event(), event.webhooks()));
            return 0;
        }
    }

    private CommandFailure unknown() {
        return CommandFailure.refused("the store has no chain, delivery or event " + Violation.quote(id)
                + "; it may be pruned, or of another store");
    }
}
