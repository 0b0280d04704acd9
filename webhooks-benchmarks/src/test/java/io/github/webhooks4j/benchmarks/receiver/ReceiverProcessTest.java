package io.github.webhooks4j.benchmarks.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("e2e")
class ReceiverProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static final String REFUSAL = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

    private static ReceiverProcess receiver;

    @BeforeAll
    static void start() {
        receiver = ReceiverProcess.start();
    }

    @AfterAll
    static void stop() {
        receiver.close();
    }

    @BeforeEach
    void forget() {
        receiver.reset();
    }

    @Test
    void every_request_gets_a_response_and_noted_by_its_webhook_id() throws IOException {
        try (Socket socket = connect()) {
            send(socket, post("/ok", "Webhook-Id: first", "body") + post("/ok/7", "webhook-id:second", ""));

            assertThat(answers(socket, 2)).isEqualTo(OK + OK);
            assertThat(receiver.arrivals()).extracting(Arrival::id).containsExactly("first", "second");
        }
    }

    @Test
    void a_request_may_come_in_pieces() throws IOException {
        String request = post("/ok", "webhook-id: pieces", "x".repeat(10_000));
        try (Socket socket = connect()) {
            for (int i = 0; i < request.length(); i += 999) {
                send(socket, request.substring(i, Math.min(i + 999, request.length())));
            }

            assertThat(answers(socket, 1)).isEqualTo(OK);
            assertThat(receiver.arrivals()).extracting(Arrival::id).containsExactly("pieces");
        }
    }

    @Test
    void the_time_of_an_arrival_is_that_of_this_process_too() throws IOException {
        long before = System.nanoTime();
        try (Socket socket = connect()) {
            send(socket, post("/ok", "webhook-id: timed", ""));
            answers(socket, 1);
        }

        assertThat(receiver.arrivals().get(0).nanos()).isBetween(before, System.nanoTime());
    }

    @Test
    void a_held_request_has_arrived_long_before_its_response() throws IOException {
        long before = System.nanoTime();
        try (Socket socket = connect()) {
            send(socket, post("/hold-300", "webhook-id: held", ""));
            receiver.await(1, PATIENCE);
            assertThat(receiver.held()).isEqualTo(1);

            assertThat(answers(socket, 1)).isEqualTo(OK);
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(receiver.held()).isZero();
        }
    }

    @Test
    void a_wait_that_ends_before_its_number_leaves_no_trace() throws IOException {
        assertThat(receiver.isReached(1, Duration.ZERO)).isFalse();
        try (Socket socket = connect()) {
            send(socket, post("/ok", "webhook-id: late", ""));
            answers(socket, 1);

            assertThat(receiver.arrivals()).extracting(Arrival::id).containsExactly("late");
            assertThat(receiver.isReached(1, PATIENCE)).isTrue();
        }
    }

    @Test
    void responds_to_no_hanging_request_and_notes_none() throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(200);
            send(socket, post("/hang/3", "webhook-id: hanging", ""));

            assertThatThrownBy(() -> answers(socket, 1)).isInstanceOf(SocketTimeoutException.class);
            assertThat(receiver.arrivals()).isEmpty();
            assertThat(receiver.hung()).isEqualTo(1);
        }
    }

    @Test
    void refuses_the_first_attempt_only_and_notes_the_second() throws IOException {
        try (Socket socket = connect()) {
            send(socket, post("/refuse-1/3", "webhook-id: refused\r\nwebhook-attempt: 1", ""));
            assertThat(text(socket, REFUSAL.length())).isEqualTo(REFUSAL);
            assertThat(receiver.arrivals()).isEmpty();

            send(socket, post("/refuse-1/3", "webhook-id: refused\r\nwebhook-attempt: 2", ""));
            assertThat(answers(socket, 1)).isEqualTo(OK);
            assertThat(receiver.arrivals()).extracting(Arrival::id).containsExactly("refused");
        }
    }

    @Test
    void the_tenth_attempt_is_not_a_first_one() throws IOException {
        try (Socket socket = connect()) {
            send(socket, post("/refuse-1", "webhook-id: tenth\r\nwebhook-attempt: 10", ""));

            assertThat(answers(socket, 1)).isEqualTo(OK);
        }
    }

    @Test
    void refuses_about_as_many_as_the_path_says() throws IOException {
        int refused = 0;
        try (Socket socket = connect()) {
            for (int number = 0; number < 1000; number++) {
                send(socket, post("/refuse-10", "webhook-id: id-" + number + "\r\nwebhook-attempt: 1", ""));
                boolean isRefused = text(socket, OK.length()).startsWith("HTTP/1.1 503");
                if (isRefused) {
                    refused++;
                    text(socket, REFUSAL.length() - OK.length());
                }
            }
        }

        assertThat(refused).isBetween(50, 150);
        assertThat(receiver.arrivals()).hasSize(1000 - refused);
    }

    @Test
    void what_has_arrived_is_taken_once() throws IOException {
        try (Socket socket = connect()) {
            send(socket, post("/ok", "webhook-id: before", ""));
            answers(socket, 1);
            assertThat(receiver.take()).extracting(Arrival::id).containsExactly("before");

            send(socket, post("/ok", "webhook-id: after", ""));
            answers(socket, 1);
            assertThat(receiver.take()).extracting(Arrival::id).containsExactly("after");
            assertThat(receiver.take()).isEmpty();
        }
    }

    private static Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), receiver.url("/").getPort());
    }

    private static String post(String path, String idLine, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + idLine + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String answers(Socket socket, int count) throws IOException {
        return text(socket, count * OK.length());
    }

    private static String text(Socket socket, int length) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }
}
