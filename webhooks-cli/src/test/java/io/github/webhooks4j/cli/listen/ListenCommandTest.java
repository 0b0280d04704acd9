package io.github.webhooks4j.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.testkit.TestReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenCommandTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final CommandRun listening = new CommandRun();
    private final CommandRun cli = new CommandRun();

    @TempDir
    private Path folder;

    private String url = "";

    private CompletableFuture<Integer> listen(String... args) {
        var all = new ArrayList<>(List.of("listen", "--port", "0"));
        all.addAll(List.of(args));
        CompletableFuture<Integer> result =
                CompletableFuture.supplyAsync(() -> listening.run(all.toArray(String[]::new)));
        await().atMost(Duration.ofSeconds(10)).until(() -> listening.out().contains("/\n"));
        url = listening.out().strip().replaceFirst("(?s).*listening on ", "");
        return result;
    }

    private int send(String... args) {
        var all = new ArrayList<>(List.of("send", url, "--allow-loopback"));
        all.addAll(List.of(args));
        return cli.run(all.toArray(String[]::new));
    }

    @Test
    void prints_what_arrives_and_whether_it_is_signed() {
        CompletableFuture<Integer> end = listen("--secret", SECRET, "--count", "2");

        assertThat(send("--secret", SECRET, "--id", "m1", "--type", "order.placed"))
                .isZero();
        assertThat(send("--id", "m1")).isZero();

        assertThat(end.orTimeout(10, TimeUnit.SECONDS).join()).isZero();
        assertThat(listening.out()).isEqualTo("""
                listening on %s
                2026-02-03T04:05:06Z POST /  order.placed  m1  signature valid  -> 200
                  {"message":"One delivery of the command send."}
                2026-02-03T04:05:06Z POST /  example  m1 (request 2 of this id)  signature not valid: webhook-id, \
                webhook-timestamp and webhook-signature must all be there, and not empty.  -> 200
                  {"message":"One delivery of the command send."}
                """.formatted(url));
    }

    @Test
    void responds_by_the_script_and_repeats_its_end() {
        CompletableFuture<Integer> end = listen("--respond", "503,204", "--count", "3");

        assertThat(send()).isEqualTo(1);
        assertThat(send()).isZero();
        assertThat(send()).isZero();

        assertThat(end.join()).isZero();
        assertThat(cli.out()).contains("< 204 in ");
    }

    @Test
    void prints_the_seed_that_repeats_a_share_of_failures() {
        CompletableFuture<Integer> end = listen("--respond", "fail:50%", "--count", "6");
        Matcher printed = Pattern.compile("^responding (fail:50%:\\d+), which repeats these failures\n")
                .matcher(listening.out());
        assertThat(printed.find()).isTrue();
        ScriptedResponse share = ScriptedResponse.parse(printed.group(1)).get(0);

        for (int request = 0; request < 6; request++) {
            boolean fails = share.forRequest(request).toString().equals("503");
            assertThat(send()).isEqualTo(fails ? 1 : 0);
        }

        assertThat(end.join()).isZero();
    }

    @Test
    void closes_the_connection_without_a_response() {
        CompletableFuture<Integer> end = listen("--respond", "reset", "--count", "1");

        assertThat(send()).isEqualTo(3);

        assertThat(end.join()).isZero();
        assertThat(listening.out()).contains("  not verified  -> closed\n");
    }

    @Test
    void refuses_a_body_that_no_engine_sends() throws IOException {
        CompletableFuture<Integer> end = listen("--count", "1");
        Path data = Files.write(folder.resolve("data.json"), new byte[EventBody.MAX_BYTES + (64 << 10) + 1]);

        assertThat(send("--data", data.toString())).isEqualTo(1);

        assertThat(end.join()).isZero();
        assertThat(cli.out()).contains("< 413 in ");
    }

    @Test
    void calls_back_with_the_state_of_the_option() throws IOException {
        try (TestReceiver hub = TestReceiver.start()) {
            CompletableFuture<Integer> end = listen("--callback", "failure", "--count", "1");
            Path data = Files.writeString(folder.resolve("data.json"), "{\"callback_url\":\"" + hub.url() + "\"}");

            assertThat(send("--data", data.toString())).isZero();

            assertThat(end.join()).isZero();
            assertThat(hub.deliveries()).hasSize(1);
            assertThat(hub.deliveries().get(0).text()).contains("\"" + CallbackState.FAILURE.code() + "\"");
            assertThat(listening.out()).contains("\n  called back failure: 200\n");
        }
    }

    @Test
    void calls_back_no_delivery_whose_signature_is_not_valid() throws IOException {
        try (TestReceiver hub = TestReceiver.start()) {
            CompletableFuture<Integer> end = listen("--secret", SECRET, "--callback", "success", "--count", "1");
            Path data = Files.writeString(folder.resolve("data.json"), "{\"callback_url\":\"" + hub.url() + "\"}");

            assertThat(send("--data", data.toString())).isZero();

            assertThat(end.join()).isZero();
            assertThat(hub.deliveries()).isEmpty();
            assertThat(listening.out()).endsWith("\n  not called back: the signature is not valid\n");
        }
    }

    @Test
    void calls_back_a_delivery_whose_signature_is_valid() throws IOException {
        try (TestReceiver hub = TestReceiver.start()) {
            CompletableFuture<Integer> end = listen("--secret", SECRET, "--callback", "success", "--count", "1");
            Path data = Files.writeString(folder.resolve("data.json"), "{\"callback_url\":\"" + hub.url() + "\"}");

            assertThat(send("--secret", SECRET, "--data", data.toString())).isZero();

            assertThat(end.join()).isZero();
            assertThat(hub.deliveries()).hasSize(1);
        }
    }

    @Test
    void calls_back_no_host_that_was_not_named() throws IOException {
        CompletableFuture<Integer> end = listen("--callback", "success", "--count", "1");
        Path data = Files.writeString(folder.resolve("data.json"), "{\"callback_url\":\"https://hub.example/c\"}");

        assertThat(send("--data", data.toString())).isZero();

        assertThat(end.join()).isZero();
        assertThat(listening.out())
                .endsWith(
                        "\n  not called back: the host of callback_url must be of loopback, or named by --callback-host\n");
    }

    @Test
    void reports_a_body_without_a_callback_url() {
        CompletableFuture<Integer> end = listen("--callback", "success", "--count", "1");

        assertThat(send()).isZero();

        assertThat(end.join()).isZero();
        assertThat(listening.out()).endsWith("\n  not called back: the body has no callback_url\n");
    }

    @Test
    void refuses_a_port_that_is_taken() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(cli.run("listen", "--port", "" + taken.getLocalPort())).isEqualTo(1);

            assertThat(cli.err())
                    .isEqualTo("error: port " + taken.getLocalPort()
                            + " must be free, but it is taken; choose another one, or --port 0 for any\n");
        }
    }

    @Test
    void refuses_a_response_that_is_none() {
        assertThat(cli.run("listen", "--respond", "fast")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --respond must be 200, 429:30 (Retry-After), slow:2s, hang:60s, reset, redirect:URL, fail:30%, \
                or several separated by commas, was "fast"
                Try 'webhooks listen --help'.
                """);
    }

    @Test
    void refuses_a_share_that_is_none_as_it_was_given() {
        assertThat(cli.run("listen", "--respond", "fail:130%")).isEqualTo(2);

        assertThat(cli.err()).contains("or several separated by commas, was \"fail:130%\"\n");
    }

    @Test
    void refuses_a_port_that_is_no_number() {
        assertThat(cli.run("listen", "--port", "http")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: Invalid value for option '--port': must be a whole number, was 'http'
                Try 'webhooks listen --help'.
                """);
    }

    @Test
    void prints_where_its_page_is() {
        CompletableFuture<Integer> end = listen("--page", "--count", "1");
        await().atMost(Duration.ofSeconds(10)).until(() -> listening.out().contains("page on "));
        url = url.lines().findFirst().orElseThrow();
        assertThat(send()).isZero();
        assertThat(end.join()).isZero();

        assertThat(listening.out()).containsPattern("\npage on http://127\\.0\\.0\\.1:\\d+/\n");
    }

    @Test
    void calls_back_after_a_while() throws IOException {
        try (TestReceiver hub = TestReceiver.start()) {
            CompletableFuture<Integer> end = listen("--callback", "after:1s:success", "--count", "1");
            Path data = Files.writeString(folder.resolve("data.json"), "{\"callback_url\":\"" + hub.url() + "\"}");

            assertThat(send("--data", data.toString())).isZero();
            assertThat(end.join()).isZero();

            assertThat(hub.deliveries().get(0).text()).contains("\"success\"");
        }
    }

    @Test
    void refuses_a_callback_that_is_none() {
        assertThat(cli.run("listen", "--callback", "after:success")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --callback must be none, success, failure, error, or after:5s:success, was "after:success"
                Try 'webhooks listen --help'.
                """);
    }
}
