package io.github.webhooks4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.cli.io.ApiToken;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.TestReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of an operator on a hub that runs. */
@Tag("e2e")
class HubSourceTest {
    private static final String TOKEN = "0123456789abcdef";

    private final CommandRun cli = new CommandRun().atSystemTime();

    @TempDir
    private Path folder;

    private Hub hub;
    private TestReceiver receiver;
    private String chain;

    /** Opens a hub with one chain, which is interrupted, for the event e1. */
    @BeforeEach
    void open() throws Exception {
        receiver = TestReceiver.start();
        receiver.respondWith(ReceiverResponse.of(410));
        hub = TestHub.open(
                folder.resolve("hub.db"), AccessRules.of(null, List.of()).withToken(new ApiToken(TOKEN)));
        var client = new HubClient(hub.url());
        String[] token = {"Authorization", "Bearer " + TOKEN, "Content-Type", "application/json"};
        client.post(
                "/repositories/acme/app/webhooks",
                "{\"name\":\"n\",\"destinations\":[\"" + receiver.url() + "\"]}",
                token);
        chain = client.post(
                        "/repositories/acme/app/pushes",
                        "{\"repository\":{\"repo_name\":\"acme/app\"}}",
                        "Authorization",
                        "Bearer " + TOKEN,
                        "Content-Type",
                        "application/json",
                        "Idempotency-Key",
                        "e1")
                .json()
                .at("/chains/0")
                .textValue();
        receiver.awaitDeliveries(1, Duration.ofSeconds(20));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> run("history", "--state", "interrupted") == 0
                        && cli.out().contains(chain));
    }

    @AfterEach
    void close() {
        hub.close();
        receiver.close();
    }

    private int run(String... args) throws IOException {
        Path token = Files.writeString(folder.resolve("token.txt"), TOKEN + "\n");
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--hub", hub.url().toString(), "--api-token-file", token.toString()));
        return cli.run(all.toArray(String[]::new));
    }

    @Test
    void lists_chains_as_those_of_a_store() throws IOException {
        assertThat(run("history", "--status", "410")).isZero();

        assertThat(cli.out())
                .containsPattern("  " + chain + "  interrupted  step 1 of 1  attempt 1: 410  push  acme/app\n$");
    }

    @Test
    void explains_a_chain_and_an_event() throws IOException {
        assertThat(run("explain", chain)).isZero();
        assertThat(cli.out()).startsWith("chain " + chain + " of webhook ").contains("\nwhy: ", "\nnext: ");

        assertThat(run("explain", "e1")).isZero();
        assertThat(cli.out()).startsWith("event e1 (push, acme/app), accepted ").contains(chain);
    }

    @Test
    void plans_a_bulk_job_and_starts_it_with_yes() throws IOException {
        assertThat(run("bulk", "rerun", "--state", "interrupted")).isZero();
        assertThat(cli.out()).startsWith("chains to ").endsWith("nothing was changed; repeat with --yes to act\n");

        assertThat(run("bulk", "rerun", "--state", "interrupted", "--yes")).isZero();
        assertThat(cli.out()).containsPattern("\njob \\S+ is stored; the next node that delivers acts on it\n$");
    }

    @Test
    void reports_what_the_hub_does_not_know() throws IOException {
        assertThat(run("explain", "e2")).isEqualTo(1);

        assertThat(cli.err()).startsWith("error: the store has no chain, delivery or event \"e2\"");
    }

    @Test
    void reports_that_the_token_is_missing() {
        assertThat(cli.run("history", "--hub", hub.url().toString())).isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo(
                        "error: the hub " + hub.url() + " responded 401: Authorization must be Bearer and the token in"
                                + " the file that --api-token-file names.\n");
    }

    @Test
    void refuses_a_token_that_no_header_can_carry_and_does_not_show_it() throws IOException {
        for (String text : List.of("first-0123456789\nsecond-0123456789\n", "0123456789abcdef\u2013")) {
            Path token = Files.writeString(folder.resolve("broken.txt"), text);

            assertThat(cli.run("history", "--hub", hub.url().toString(), "--api-token-file", token.toString()))
                    .isEqualTo(1);

            assertThat(cli.err())
                    .isEqualTo("error: the token in " + token + " must be one line of at least 16 visible characters"
                            + " of ASCII, was " + text.strip().length() + " characters\n");
        }
    }

    @Test
    void reports_a_hub_that_cannot_be_reached() {
        assertThat(cli.run("history", "--hub", "http://127.0.0.1:1")).isEqualTo(3);

        assertThat(cli.err())
                .isEqualTo("error: the hub http://127.0.0.1:1 cannot be reached; check --hub and whether it runs\n");
    }

    @Test
    void refuses_a_hub_and_a_store_at_once() {
        assertThat(cli.run("history", "--hub", "http://127.0.0.1:1", "--store", "hub.db"))
                .isEqualTo(2);

        assertThat(cli.err())
                .startsWith("error: --hub must be given without --store and --postgres: the hub has the store open\n");
    }

    @Test
    void refuses_a_hub_that_is_no_url() {
        assertThat(cli.run("history", "--hub", "127.0.0.1:8080")).isEqualTo(2);

        assertThat(cli.err())
                .startsWith("error: --hub must be a URL such as http://127.0.0.1:8080, without user and query\n");
    }
}
