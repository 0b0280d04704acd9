package io.github.webhooks4j.e2e.canary;

import static io.github.webhooks4j.e2e.canary.CanaryHost.draft;
import static io.github.webhooks4j.e2e.canary.CanaryHost.secretive;
import static io.github.webhooks4j.e2e.canary.CanaryHost.success;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.TestReceiver;
import io.github.webhooks4j.webhook.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A process that runs everything that could disclose a secret, at the most verbose log levels. The body of a receiver's response
 * and its callbacks are shown and stored unchanged: the receivers here send no secrets.
 */
final class CanaryScenario {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Referenced, since a logger that is garbage-collected loses its level. */
    private static final Logger OKHTTP = Logger.getLogger("okhttp3");

    private final Path file;
    private final Evidence evidence;
    private final CanaryHost host;

    private CanaryScenario(Path file, List<EncryptionKey> keys, Evidence evidence) {
        this.file = file;
        this.evidence = evidence;
        this.host = new CanaryHost(file, keys, evidence);
    }

    /** Takes the directory for the evidence, the store's file, and {@code key} or {@code plain}. */
    public static void main(String[] arguments) throws Exception {
        var handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        OKHTTP.addHandler(handler);
        OKHTTP.setLevel(Level.ALL);
        boolean encrypted = arguments[2].equals("key");
        var scenario = new CanaryScenario(
                Path.of(arguments[1]),
                encrypted ? List.of(CanaryHost.KEY) : List.of(),
                new Evidence(Path.of(arguments[0])));
        try (scenario.host) {
            scenario.host.start();
            scenario.succeed();
            scenario.refuse();
            scenario.fail();
            scenario.change();
            scenario.breakStore();
            scenario.host.copyFiles("open");
            scenario.host.stop();
            scenario.breakFile();
            scenario.host.start();
            scenario.host.copyFiles("restarted");
        }
        scenario.host.copyFiles("closed");
    }

    private void succeed() throws Exception {
        try (TestReceiver ci = TestReceiver.start();
                TestReceiver deploy = TestReceiver.start()) {
            Webhook webhook = host.create(secretive(ci.url()), secretive(deploy.url()));
            var response = new CountDownLatch(1);
            ci.respondWith(delivery -> {
                await(response);
                return ReceiverResponse.of(200);
            });
            ChainId chain = host.engine().publish(host.push()).chains().get(0);
            URI callbackUrl = callbackUrl(ci);
            Thread.getAllStackTraces().keySet().forEach(thread -> evidence.see("thread", thread));
            response.countDown();

            host.callBack("GET", callbackUrl, success());
            host.callBack("POST", URI.create(callbackUrl.toString().replaceFirst(".$", "_")), success());
            host.callBack("POST", URI.create("http://hub.example/callbacks/none"), success());
            host.callBack("POST", callbackUrl, "{\"state\":\"maybe\"}".getBytes(StandardCharsets.UTF_8));
            host.callBack("POST", callbackUrl, success());
            host.callBack("POST", callbackUrl, success());
            host.callBack("POST", callbackUrl, Callback.failure().toJson());
            host.callBack("POST", callbackUrl(deploy), success());
            host.awaitEnd(chain);
            host.lookBack(webhook.id());
            host.engine().webhooks().delete(webhook.id());
        }
    }

    private URI callbackUrl(TestReceiver receiver) throws InterruptedException {
        String url = String.valueOf(
                receiver.awaitDeliveries(1, PATIENCE).get(0).payload().callbackUrl());
        evidence.plant(Canary.of("mac of a callback URL", url.substring(url.lastIndexOf('.') + 1)));
        return URI.create(url);
    }

    private void refuse() {
        String secretive = secretive("http://10.0.0.1");
        for (String url : List.of(
                secretive,
                secretive.replace("http:", "ftp:"),
                secretive.replace("http://", ""),
                secretive.replace("10.0.0.1", "[::ffff:10.0.0.1]"),
                secretive.replace("10.0.0.1", "2130706433"),
                secretive.replace("10.0.0.1", "ci.example:99999"),
                secretive.replace("10.0.0.1", "[" + CanaryHost.PATH),
                secretive.replace("10.0.0.1", "ci example"),
                secretive.replace(CanaryHost.USER, CanaryHost.USER + "%3A"),
                secretive + "#" + CanaryHost.QUERY,
                secretive + "x".repeat(2048))) {
            evidence.see("check", host.transport().check(url));
            attempt(() -> host.engine().webhooks().create(draft(url).build()));
        }
        String url = secretive("http://127.0.0.1:1");
        for (Map<String, String> headers : List.of(
                Map.of("X-Api-Key", CanaryHost.HEADER + "\n"),
                Map.of("X-Api-Key", CanaryHost.HEADER + "é"),
                Map.of("Authorization", CanaryHost.HEADER),
                Map.of("Host", CanaryHost.HEADER))) {
            var draft = draft(url).headers(headers).build();
            evidence.see("draft", draft);
            attempt(() -> host.engine().webhooks().create(draft));
        }
    }

    private void fail() throws Exception {
        host.deliver(secretive("http://127.0.0.1:1"));
        host.deliver(secretive("http://127.0.0.1:9"));
        try (TestReceiver ci = TestReceiver.start()) {
            ci.respondWith(ReceiverResponse.of(500).withBody("try again"));
            host.deliver(secretive(ci.url()));
            ci.respondWith(ReceiverResponse.of(307).withHeader("Location", "https://elsewhere.example/"));
            host.deliver(secretive(ci.url()));
            ci.respondWith(ReceiverResponse.of(410));
            host.deliver(secretive(ci.url()));
            // That server does not speak TLS.
            host.deliver(secretive(ci.url().replace("http:", "https:")));
        }
        for (String response :
                List.of("", "SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "wait")) {
            try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                var responding = new Thread(() -> respond(server, response), "bad responses");
                responding.start();
                host.deliver(secretive("http://127.0.0.1:" + server.getLocalPort()));
                responding.join();
            }
        }
        host.deliver(secretive("http://no-such-host.invalid"));
    }

    private void change() throws Exception {
        try (TestReceiver ci = TestReceiver.start()) {
            var webhooks = host.engine().webhooks();
            Webhook webhook = host.create(secretive(ci.url()));
            host.know(webhooks.rotateSecret(webhook.id()));
            host.know(webhooks.update(
                    webhook.id(), draft(secretive(ci.url()) + "&more=1").build()));
            host.awaitEnd(webhooks.sendTest(webhook.id()));
            host.know(webhooks.update(
                    webhook.id(), draft(secretive("http://localhost:1")).build()));
            webhooks.disable(webhook.id());
            attempt(() -> webhooks.sendTest(webhook.id()));
            webhooks.enable(webhook.id());
            host.lookBack(webhook.id());
        }
    }

    private void breakStore() throws SQLException {
        try (Connection other = host.connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            attempt(() -> host.create(secretive("http://127.0.0.1:1")));
            attempt(() -> host.engine().publish(host.push()));
            statement.execute("ROLLBACK");
            statement.execute("ALTER TABLE wh_webhook_secret RENAME TO elsewhere");
            attempt(() -> host.create(secretive("http://127.0.0.1:1")));
            statement.execute("ALTER TABLE elsewhere RENAME TO wh_webhook_secret");
        }
    }

    /** Opens a file of which one value was changed, and, if it is encrypted, one whose key is not there. */
    private void breakFile() throws SQLException {
        for (String change : List.of(
                "settings = substr(settings, 1, length(settings) - 9)",
                "settings = substr(settings, 2)",
                "settings = replace(replace(settings, ':', ';'), '\"', '')")) {
            try (Connection other = host.connect();
                    Statement statement = other.createStatement()) {
                statement.execute("CREATE TABLE safe AS SELECT * FROM wh_webhook_revision");
                statement.execute("UPDATE wh_webhook_revision SET " + change);
                attempt(() -> {
                    host.start();
                    host.store().webhooks(0);
                });
                host.stop();
                statement.execute("UPDATE wh_webhook_revision SET settings = (SELECT settings FROM safe"
                        + " WHERE safe.webhook_id = wh_webhook_revision.webhook_id"
                        + " AND safe.revision = wh_webhook_revision.revision)");
                statement.execute("DROP TABLE safe");
            }
        }
        attempt(() -> SqliteStore.open(file, List.of()).close());
        attempt(() -> EncryptionKey.of(CanaryHost.PASSWORD));
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            evidence.see(e);
        }
    }

    private static void respond(ServerSocket server, String response) {
        try (Socket socket = server.accept()) {
            if (response.equals("wait")) {
                socket.getInputStream().readAllBytes();
            } else {
                socket.getInputStream().read(new byte[8192]);
                socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The client has closed the connection, as expected.
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
