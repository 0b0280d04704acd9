package io.github.webhooks4j.sqlite;

import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.file.Path;
import java.util.List;

/**
 * The program that {@link CrashTest} kills: commits one event after another and prints the chain of each once it is
 * durable.
 */
final class CrashingPublisher {
    private CrashingPublisher() {}

    public static void main(String[] arguments) {
        try (SqliteStore store = SqliteStore.open(Path.of(arguments[0]))) {
            store.forNode(Samples.at(Samples.NOW)).save(Samples.webhook("w"), 0);
            for (int i = 0; !System.out.checkError(); i++) {
                String chain = String.format("c%09d", i);
                store.forNode(Samples.at(Samples.NOW)).commit(List.of(Samples.publish("e" + i, chain, "w")));
                if (i == 0) {
                    store.forNode(Samples.at(Samples.NOW))
                            .claim(List.of(new ClaimRequest(new LaneKey(new WebhookId("w"), 0), 1)), Samples.NODE);
                }
                System.out.println(chain);
            }
        }
    }
}
