package io.github.webhooks4j.cli.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.TestReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendCommandTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final CommandRun cli = new CommandRun();
    private final TestReceiver receiver = TestReceiver.start();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void sends_one_delivery_that_the_receiver_can_verify() throws IOException {
        Path data = Files.writeString(folder.resolve("data.json"), "{\"a\":1}");

        assertThat(cli.run(
                        "send",
                        receiver.url(),
                        "--secret",
                        SECRET,
                        "--data",
                        data.toString(),
                        "--type",
                        "order.placed",
                        "--id",
                        "m1",
                        "--allow-loopback"))
                .isZero();

        List<RecordedDelivery> deliveries = receiver.deliveries();
        RecordedDelivery delivery = deliveries.get(0);
        WebhookVerifier verifier = WebhookVerifier.builder(List.of(WebhookSecret.of(SECRET)))
                .clock(new ManualClock(CommandRun.NOW))
                .build();
        assertThat(deliveries).hasSize(1);
        assertThat(delivery.text()).isEqualTo("{\"a\":1}");
        assertThat(verifier.verify(name -> delivery.header(name).orElse(null), delivery.body())
                        .claimedType())
                .contains("order.placed");
        assertThat(cli.out()).contains("> webhook-id: m1\n").containsPattern("\n< 200 in [0-9]+ ms\n$");
    }

    @Test
    void fails_unless_the_response_is_2xx() {
        receiver.respondWith(ReceiverResponse.of(503));

        assertThat(cli.run("send", receiver.url(), "--allow-loopback", "--json"))
                .isEqualTo(1);

        assertThat(cli.out()).contains("\"status\" : 503,");
    }

    @Test
    void reports_a_destination_that_cannot_be_reached() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(cli.run("send", "http://127.0.0.1:" + port + "/", "--allow-loopback"))
                .isEqualTo(3);

        assertThat(cli.out())
                .containsPattern("! no response in \\d+ ms: No connection to the destination could be made\\.\n");
    }

    @Test
    void refuses_a_loopback_destination_unless_it_is_allowed() {
        assertThat(cli.run("send", receiver.url())).isEqualTo(1);

        assertThat(cli.err()).startsWith("error: the URL must ").contains("127.0.0.1");
        assertThat(receiver.deliveries()).isEmpty();
    }

    @Test
    void refuses_a_url_that_is_none() {
        assertThat(cli.run("send", "ftp://hub.example/")).isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: the URL must begin with http:// or https:// and a host, was one that does not\n");
    }

    @Test
    void refuses_a_type_that_no_header_can_carry() {
        assertThat(cli.run("send", receiver.url(), "--type", "a\nb", "--allow-loopback"))
                .isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --type is not usable, was "a\\u000ab"
                Try 'webhooks send --help'.
                """);
    }

    @Test
    void waits_for_the_callback_of_the_receiver() throws IOException {
        receiver.respondWith(ReceiverResponse.of(202).withCallbacksAfter(Callback.success()));

        assertThat(cli.run("send", receiver.url(), "--allow-loopback", "--watch", "--data", push()))
                .isZero();

        assertThat(cli.out()).containsPattern("\n< 202 in [0-9]+ ms\n< called back: success\n$");
        assertThat(cli.err()).isEqualTo("waiting up to 60 s for the callback\n");
    }

    @Test
    void fails_if_the_callback_is_no_success() throws IOException {
        receiver.respondWith(ReceiverResponse.of(202).withCallbacksAfter(Callback.failure()));

        assertThat(cli.run("send", receiver.url(), "--allow-loopback", "--watch", "--json", "--data", push()))
                .isEqualTo(1);

        assertThat(cli.out()).contains("\"callback\" : \"failure\"");
    }

    @Test
    void fails_if_no_callback_comes() {
        assertThat(cli.run("send", receiver.url(), "--allow-loopback", "--watch", "--wait", "1"))
                .isEqualTo(1);

        assertThat(cli.out()).endsWith("\n! no callback within 1 s\n");
    }

    @Test
    void refuses_to_watch_for_a_callback_of_a_body_that_is_no_object() throws IOException {
        Path data = Files.writeString(folder.resolve("data.json"), "[]");

        assertThat(cli.run("send", receiver.url(), "--allow-loopback", "--watch", "--data", data.toString()))
                .isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: with --watch the body must be a JSON object, to which callback_url is added\n");
        assertThat(receiver.deliveries()).isEmpty();
    }

    /** The receiver of the testkit calls back for pushes only. */
    @Test
    void names_the_option_that_allows_a_receiver_on_this_machine() {
        assertThat(cli.run("send", "http://127.0.0.1:9000/hook")).isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: the URL must not lead to a private or otherwise special address, was \"127.0.0.1\";"
                        + " --allow-loopback allows addresses of this machine\n");
    }

    private String push() throws IOException {
        return Files.writeString(folder.resolve("push.json"), "{\"repository\":{\"repo_name\":\"acme/app\"}}")
                .toString();
    }
}
