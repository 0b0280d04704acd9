package io.github.webhooks4j.e2e.canary;

import static io.github.webhooks4j.e2e.canary.CanaryApplication.draft;
import static io.github.webhooks4j.e2e.canary.CanaryApplication.secretive;
import static io.github.webhooks4j.e2e.canary.CanaryApplication.success;

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
    private final CanaryApplication application;

    private CanaryScenario(Path file, List<EncryptionKey> keys, Evidence evidence) {
        this.file = file;
        this.evidence = evidence;
        this.application = new CanaryApplication(file, keys, evidence);
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
                encrypted ? List.of(CanaryApplication.KEY) : List.of(),
                new Evidence(Path.of(arguments[0])));
        try (scenario.application) {
            scenario.application.start();
            scenario.succeed();
            scenario.refuse();
            scenario.fail();
            scenario.change();
            scenario.breakStore();
            scenario.application.copyFiles("open");
            scenario.application.stop();
            scenario.breakFile();
            scenario.application.start();
            scenario.application.copyFiles("restarted");
        }
        scenario.application.copyFiles("closed");
    }

    private void succeed() throws Exception {
        try (TestReceiver ci = TestReceiver.start();
                TestReceiver deploy = TestReceiver.start()) {
            Webhook webhook = application.create(secretive(ci.url()), secretive(deploy.url()));
            var response = new CountDownLatch(1);
            ci.respondWith(delivery -> {
                await(response);
                return ReceiverResponse.of(200);
            });
            ChainId chain =
                    application.engine().publish(application.push()).chains().get(0);
            URI callbackUrl = callbackUrl(ci);
            Thread.getAllStackTraces().keySet().forEach(thread -> evidence.see("thread", thread));
            response.countDown();

            application.callBack("GET", callbackUrl, success());
            application.callBack("POST", URI.create(callbackUrl.toString().replaceFirst(".$", "_")), success());
            application.callBack("POST", URI.create("http://hub.example/callbacks/none"), success());
            application.callBack("POST", callbackUrl, "{\"state\":\"maybe\"}".getBytes(StandardCharsets.UTF_8));
            application.callBack("POST", callbackUrl, success());
            application.callBack("POST", callbackUrl, success());
            application.callBack("POST", callbackUrl, Callback.failure().toJson());
            application.callBack("POST", callbackUrl(deploy), success());
            application.awaitEnd(chain);
            application.lookBack(webhook.id());
            application.engine().webhooks().delete(webhook.id());
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
                secretive.replace("10.0.0.1", "[" + CanaryApplication.PATH),
                secretive.replace("10.0.0.1", "ci example"),
                secretive.replace(CanaryApplication.USER, CanaryApplication.USER + "%3A"),
                secretive + "#" + CanaryApplication.QUERY,
                secretive + "x".repeat(2048))) {
            evidence.see("check", application.transport().check(url));
            attempt(() -> application.engine().webhooks().create(draft(url).build()));
        }
        String url = secretive("http://127.0.0.1:1");
        for (Map<String, String> headers : List.of(
                Map.of("X-Api-Key", CanaryApplication.HEADER + "\n"),
                Map.of("X-Api-Key", CanaryApplication.HEADER + "é"),
                Map.of("Authorization", CanaryApplication.HEADER),
                Map.of("Host", CanaryApplication.HEADER))) {
            var draft = draft(url).headers(headers).build();
            evidence.see("draft", draft);
            attempt(() -> application.engine().webhooks().create(draft));
        }
    }

    private void fail() throws Exception {
        application.deliver(secretive("http://127.0.0.1:1"));
        application.deliver(secretive("http://127.0.0.1:9"));
        try (TestReceiver ci = TestReceiver.start()) {
            ci.respondWith(ReceiverResponse.of(500).withBody("try again"));
            application.deliver(secretive(ci.url()));
            ci.respondWith(ReceiverResponse.of(307).withHeader("Location", "https://elsewhere.example/"));
            application.deliver(secretive(ci.url()));
            ci.respondWith(ReceiverResponse.of(410));
            application.deliver(secretive(ci.url()));
            // That server does not speak TLS.
            application.deliver(secretive(ci.url().replace("http:", "https:")));
        }
        for (String response :
                List.of("", "SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "wait")) {
            try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                var responding = new Thread(() -> respond(server, response), "bad responses");
                responding.start();
                application.deliver(secretive("http://127.0.0.1:" + server.getLocalPort()));
                responding.join();
            }
        }
        application.deliver(secretive("http://no-such-host.invalid"));
    }

    private void change() throws Exception {
        try (TestReceiver ci = TestReceiver.start()) {
            var webhooks = application.engine().webhooks();
            Webhook webhook = application.create(secretive(ci.url()));
            application.know(webhooks.rotateSecret(webhook.id()));
            application.know(webhooks.update(
                    webhook.id(), draft(secretive(ci.url()) + "&more=1").build()));
            application.awaitEnd(webhooks.sendTest(webhook.id()));
            application.know(webhooks.update(
                    webhook.id(), draft(secretive("http://localhost:1")).build()));
            webhooks.disable(webhook.id());
            attempt(() -> webhooks.sendTest(webhook.id()));
            webhooks.enable(webhook.id());
            application.lookBack(webhook.id());
        }
    }

    private void breakStore() throws SQLException {
        try (Connection other = application.connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            attempt(() -> application.create(secretive("http://127.0.0.1:1")));
            attempt(() -> application.engine().publish(application.push()));
            statement.execute("ROLLBACK");
            statement.execute("ALTER TABLE wh_webhook_secret RENAME TO elsewhere");
            attempt(() -> application.create(secretive("http://127.0.0.1:1")));
            statement.execute("ALTER TABLE elsewhere RENAME TO wh_webhook_secret");
        }
    }

    /** Opens a file of which one value was changed, and, if it is encrypted, one whose key is not there. */
    private void breakFile() throws SQLException {
        for (String change : List.of(
                "settings = substr(settings, 1, length(settings) - 9)",
                "settings = substr(settings, 2)",
                "settings = replace(replace(settings, ':', ';'), '\"', '')")) {
            try (Connection other = application.connect();
                    Statement statement = other.createStatement()) {
                statement.execute("CREATE TABLE safe AS SELECT * FROM wh_webhook_revision");
                statement.execute("UPDATE wh_webhook_revision SET " + change);
                attempt(() -> {
                    application.start();
                    application.store().webhooks(0);
                });
                application.stop();
                statement.execute("UPDATE wh_webhook_revision SET settings = (SELECT settings FROM safe"
                        + " WHERE safe.webhook_id = wh_webhook_revision.webhook_id"
                        + " AND safe.revision = wh_webhook_revision.revision)");
                statement.execute("DROP TABLE safe");
            }
        }
        attempt(() -> SqliteStore.open(file, List.of()).close());
        attempt(() -> EncryptionKey.of(CanaryApplication.PASSWORD));
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
