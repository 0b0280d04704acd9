package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;

import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Chains of the webhook {@code w} that a node holds from their creation on. */
final class PostgresHeldChains {
    private PostgresHeldChains() {}

    /** Publishes an event for each name; of each the node holds the chain. */
    static List<Mutation> publish(LeaseRequest node, String... names) {
        return List.of(names).stream()
                .map(name -> (Mutation) new Mutation.Publish(List.of(event(node, name))))
                .toList();
    }

    /** Publishes {@code count} events whose names are numbers from 10000 on. */
    static List<Mutation> publish(LeaseRequest node, int from, int count) {
        return publish(node, names(from, count));
    }

    static String[] names(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> String.valueOf(10_000 + i))
                .toArray(String[]::new);
    }

    private static NewEvent event(LeaseRequest node, String name) {
        var chain = new NewChain(
                Samples.chain(name), new WebhookId("w"), 1, new ChainPlan(1, false, Duration.ofHours(1)), node);
        return new NewEvent(Samples.number(name), Samples.event("e" + name, "{}"), List.of(chain));
    }

    /** Returns the claim under which the chain is held. */
    static ClaimToken token(String name) {
        return new ClaimToken(new DeliveryId(Samples.chain(name), 0), 0, 1);
    }

    static Mutation delivered(String name) {
        return Samples.attempt(token(name), 1, new AttemptOutcome.Delivered());
    }

    static Mutation retried(String name) {
        return Samples.attempt(token(name), 1, new AttemptOutcome.Retry(NOW.plusSeconds(60)));
    }
}
