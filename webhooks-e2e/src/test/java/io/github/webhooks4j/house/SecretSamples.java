package io.github.webhooks4j.house;

import io.github.webhooks4j.console.ConsoleHttpHandler;
import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.WebhookConsoleBuilder;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.exchange.FormToken;
import io.github.webhooks4j.console.portal.PortalLinks;
import io.github.webhooks4j.console.portal.PortalLinksBuilder;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.ManualEngine;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.engine.history.Explanation;
import io.github.webhooks4j.engine.view.WebhookView;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.http.jdk.CallbackHttpHandler;
import io.github.webhooks4j.internal.hmac.HmacSha256;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.netty.NettyTransport;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.servlet.CallbackServlet;
import io.github.webhooks4j.servlet.ConsoleServlet;
import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.storecopy.StoreCopy;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.testkit.TestReceiver;
import io.github.webhooks4j.transport.CallbackClient;
import io.github.webhooks4j.transport.ClientCertificate;
import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.TlsProfile;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.tls.HeldCertificate;
import org.postgresql.ds.PGSimpleDataSource;

/** An object of every type that can hold a secret, with one in it. */
final class SecretSamples implements AutoCloseable {
    /** It stands in every secret: of letters, digits and signs that a password, a header and a path may have. */
    static final String MARKER = "Marker-S3cret_7f";

    private static final byte[] KEY = (MARKER + MARKER).getBytes(StandardCharsets.US_ASCII);
    private static final String USER_INFO_URL = "https://" + MARKER + ":" + MARKER + "@ci.example/hook";

    private final List<Runnable> open = new ArrayList<>();

    /** Returns one object of each type, some in use: a store that holds a webhook, an engine that has sent its delivery. */
    List<Object> all(Path directory) throws InterruptedException {
        var samples = new ArrayList<>(values());
        samples.addAll(services(directory));
        return samples;
    }

    private List<Object> values() {
        var credentials = new BasicCredentials(MARKER, MARKER);
        var header = new Header("X-Token", MARKER);
        var secret = WebhookSecret.of(java.util.Base64.getEncoder().encodeToString(KEY));
        var destination = new Destination("https://ci.example/hook", credentials);
        WebhookDraft.Builder draft = draft();
        HeldCertificate held = new HeldCertificate.Builder().build();
        var certificate = ClientCertificate.ofPem(held.certificatePem(), held.privateKeyPkcs8Pem());
        return List.of(
                certificate,
                TlsProfile.ofJvm().trustingAlso(held.certificatePem()).withClientCertificate(certificate),
                credentials,
                header,
                credentials.authorization(),
                secret,
                PathSecret.of(MARKER + "-" + MARKER),
                PostgresStore.builder(new PGSimpleDataSource()).keys(List.of(EncryptionKey.of(KEY))),
                new HmacSha256(KEY),
                EncryptionKey.of(KEY),
                new CallbackUrls(KEY),
                destination,
                new DestinationCheck.Accepted(destination),
                new SigningSecret(secret, null),
                WebhookSigner.of(List.of(secret)),
                WebhookVerifier.builder(List.of(secret)),
                WebhookVerifier.of(secret),
                draft,
                draft.build(),
                ReceiverResponse.of(200).withHeader("X-Token", MARKER),
                OutboundRequest.post("https://ci.example/" + MARKER, List.of(header), KEY, Duration.ofSeconds(20)),
                EgressProxy.of("proxy.example", 4750).withCredentials(credentials),
                FormToken.of("_csrf", MARKER),
                ConsoleRequest.of("POST", "/hooks", "/", null)
                        .withHeaders(Map.of("Authorization", List.of(MARKER)))
                        .withBody(KEY),
                ConsoleResponse.text(200, MARKER).withHeader("Set-Cookie", MARKER));
    }

    private List<Object> services(Path directory) throws InterruptedException {
        var transport = new ScriptedTransport();
        var memory = new InMemoryStore();
        ScriptedTransport.Script script =
                transport.on("https://ci.example/hook").respond(200);
        WebhookEngineBuilder builder =
                WebhookEngine.builder(memory, transport).callbackBase(URI.create("https://hub.example/callbacks"));
        WebhookEngine engine = builder.start();
        open.add(0, engine::close);
        Webhook webhook = engine.webhooks().create(draft().build());
        var event = new Event(
                new EventId("1"), new Topic("acme/app"), null, "push", Instant.EPOCH, EventBody.of(new byte[] {'{', '}'
                }));
        engine.publish(event);
        SqliteStore.Builder fileBuilder =
                SqliteStore.builder(directory.resolve("store.db")).keys(List.of(EncryptionKey.of(KEY)));
        SqliteStore file = fileBuilder.open();
        open.add(0, file::close);
        file.save(webhook, 0);
        StoreCopy.Builder copy = StoreCopy.builder(directory.resolve("store.db"), new PGSimpleDataSource())
                .keys(List.of(EncryptionKey.of(KEY)));
        EgressProxy proxy = EgressProxy.of("proxy.example", 4750).withCredentials(new BasicCredentials(MARKER, MARKER));
        OkHttpTransport.Builder okhttp = OkHttpTransport.builder().egressProxy(proxy);
        CallbackClient.Builder callbacks = CallbackClient.builder(Set.of("hub.example"), transport);
        OkHttpTransport okHttpTransport = okhttp.build();
        CallbackClient callbackClient = callbacks.build();
        NettyTransport.Builder netty = NettyTransport.builder().egressProxy(proxy);
        NettyTransport nettyTransport = netty.build();
        TestReceiver receiver = TestReceiver.start();
        open.addAll(List.of(okHttpTransport::close, nettyTransport::close, callbackClient::close, receiver::close));
        ManualEngine manual = ManualEngine.start(WebhookEngine.builder(new InMemoryStore(), transport), time -> {});
        open.add(0, manual::close);
        PortalLinksBuilder portal = PortalLinks.builder(engine, URI.create("https://hub.example/hooks"));
        PortalLinks links = portal.build();
        WebhookConsoleBuilder consoles = WebhookConsole.builder(engine, links.gate());
        WebhookConsole console = consoles.build();
        return List.of(
                portal,
                links,
                consoles,
                console,
                new ConsoleHttpHandler(console),
                manual,
                transport.awaitRequests(1, Duration.ofSeconds(20)).get(0),
                transport,
                script,
                memory,
                memory.snapshot(),
                memory.webhooks(0).get(0),
                new WebhookChanges(true, List.of(new StoredWebhook(webhook, 1)), 1),
                webhook,
                webhook.settings(),
                WebhookDraft.from(webhook),
                WebhookDraft.from(webhook).build(),
                engine.webhooks().list(WebhookQuery.all(), 1, null),
                WebhookView.of(webhook),
                builder,
                engine,
                engine.webhooks(),
                engine.webhooks().in(connection()),
                engine.chains(),
                engine.bulk(),
                engine.setAside(),
                engine.history(),
                engine.callbacks(),
                new CallbackHttpHandler(engine.callbacks()),
                new CallbackServlet(engine.callbacks()),
                new ConsoleServlet(console),
                Explanation.of(event, List.of(webhook)).get(0),
                fileBuilder,
                copy,
                file,
                okhttp,
                okHttpTransport,
                netty,
                nettyTransport,
                callbacks,
                callbackClient,
                receiver);
    }

    private static Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("toString") ? "a connection" : null);
    }

    private static WebhookDraft.Builder draft() {
        return WebhookDraft.builder("CI", "acme/app", List.of(USER_INFO_URL))
                .headers(Map.of("X-Token", MARKER))
                .secret(WebhookSecret.of(java.util.Base64.getEncoder().encodeToString(KEY)));
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
    }
}
