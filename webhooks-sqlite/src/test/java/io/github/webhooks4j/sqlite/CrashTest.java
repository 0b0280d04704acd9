package io.github.webhooks4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.webhook.WebhookId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own publishes as fast as it can, reports each commit, and is killed. */
@Tag("disk")
@Timeout(30)
class CrashTest {
    @TempDir
    private Path temporary;

    private Path file;
    private Process publisher;
    private BufferedReader said;

    @BeforeEach
    void start_the_publisher() throws IOException {
        file = temporary.toRealPath().resolve("store.db");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        publisher = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingPublisher.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        said = publisher.inputReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void end_the_publisher() throws InterruptedException {
        publisher.destroyForcibly().waitFor();
    }

    @Test
    void has_everything_that_was_acknowledged_before_the_process_was_killed() throws Exception {
        var acknowledged = new ArrayList<String>();
        while (acknowledged.size() < 300) {
            acknowledged.add(said.readLine());
        }
        kill();
        said.lines().forEach(acknowledged::add);

        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(acknowledged)
                    .allSatisfy(chain ->
                            assertThat(store.findChain(Samples.chain(chain))).isPresent());
            assertThat(store.chainCounts().accepted()).isGreaterThanOrEqualTo(acknowledged.size());
            assertThat(store.chainCounts().isBalanced()).isTrue();
        }
    }

    @Test
    void grants_what_the_killed_process_had_claimed() throws Exception {
        String chain = said.readLine();
        kill();

        try (SqliteStore store = SqliteStore.open(file)) {
            var lane = new LaneKey(new WebhookId("w"), 0);
            var claimed =
                    store.forNode(Samples.at(Samples.NOW)).claim(List.of(new ClaimRequest(lane, 1)), Samples.NODE);

            assertThat(claimed.deliveries()).singleElement().satisfies(delivery -> {
                assertThat(delivery.key().delivery().chain()).isEqualTo(Samples.chain(chain));
                assertThat(delivery.key().fencingToken()).isEqualTo(2);
            });
        }
    }

    @Test
    void refuses_a_file_that_another_process_uses() throws Exception {
        said.readLine();

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store file " + file
                        + " is in use by another process; close that one first, or open another file")
                .extracting("reason")
                .isEqualTo(Reason.IN_USE);
    }

    /** Not destroyForcibly() of the process itself, which would also throw away what it had still said. */
    private void kill() throws InterruptedException {
        publisher.toHandle().destroyForcibly();
        publisher.waitFor();
    }
}
