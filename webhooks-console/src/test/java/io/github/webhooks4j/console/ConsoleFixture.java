package io.github.webhooks4j.console;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Actor;
import io.github.webhooks4j.console.access.Admission.Admitted;
import io.github.webhooks4j.console.access.ConsoleAudit;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.engine.ManualEngine;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A console on an engine that does what the test lets it do, mounted at {@code /hooks}. */
final class ConsoleFixture implements AutoCloseable {
    private static final Pattern CALLBACK_URL = Pattern.compile("\"callback_url\":\"([^\"]+)\"");

    static final String CI = "https://ci.example/hook";
    static final String DEPLOY = "https://deploy.example/in";

    final ManualClock clock = new ManualClock();
    final ScriptedTransport transport = new ScriptedTransport();
    final InMemoryStore store = new InMemoryStore(clock);
    final ManualEngine manual;
    final WebhookEngine engine;
    final List<ConsoleAudit.Entry> audited = new ArrayList<>();
    final WebhookConsole console;

    /** What visitors are admitted to; a test may change it. */
    private Admitted visitor = new Admitted(new Actor("ada"), Scope.everything(), Action.ALL);

    ConsoleFixture() {
        this(builder -> builder);
    }

    ConsoleFixture(UnaryOperator<WebhookConsoleBuilder> options) {
        this(engine -> engine, options);
    }

    ConsoleFixture(UnaryOperator<WebhookEngineBuilder> engine, UnaryOperator<WebhookConsoleBuilder> options) {
        this.manual = ManualEngine.start(
                engine.apply(WebhookEngine.builder(counted(store), transport)
                        .clock(clock)
                        .callbackBase(URI.create("https://hub.example/callbacks"))),
                clock::set);
        this.engine = manual.engine();
        this.console = options.apply(WebhookConsole.builder(this.engine, request -> visitor)
                        .clock(clock)
                        .audit(audited::add))
                .build();
    }

    /** Calls of the store since a test set it to 0. */
    int storeCalls;

    /** What calls of the store throw, by the name of their method. */
    final Map<String, RuntimeException> failing = new HashMap<>();

    private Store counted(Store counted) {
        return (Store) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    storeCalls++;
                    if (failing.containsKey(method.getName())) {
                        throw failing.get(method.getName());
                    }
                    try {
                        Object result = method.invoke(counted, arguments);
                        return result instanceof Store another ? counted(another) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    void admit(Scope scope, Set<Action> actions) {
        visitor = new Admitted(new Actor("ada"), scope, actions);
    }

    Webhook webhook(String name, String topic, String... destinations) {
        return engine.webhooks()
                .create(WebhookDraft.builder(name, topic, Arrays.asList(destinations))
                        .build());
    }

    /** Publishes an event and returns its only chain, after everything that is due was done. */
    ChainId publish(String id, String topic) {
        ChainId chain = engine.publish(Event.builder("push")
                        .id(id)
                        .topic(topic)
                        .body("{\"number\":1}")
                        .build())
                .chains()
                .get(0);
        manual.runUntilIdle();
        return chain;
    }

    /** Calls back as the receiver of the first delivery to a URL. */
    void callBack(String url, String json) {
        RecordedDelivery delivery = transport.requests(url).get(0);
        Matcher callback = CALLBACK_URL.matcher(new String(delivery.body(), StandardCharsets.UTF_8));
        if (!callback.find()) {
            throw new AssertionError("the delivery has no callback_url");
        }
        engine.callbacks()
                .handle("POST", URI.create(callback.group(1)).getPath(), json.getBytes(StandardCharsets.UTF_8));
        manual.runUntilIdle();
    }

    void advance(Duration duration) {
        manual.advance(duration);
    }

    static ConsoleRequest request(String method, String target) {
        int question = target.indexOf('?');
        return ConsoleRequest.of(
                        method,
                        "/hooks",
                        question < 0 ? target : target.substring(0, question),
                        question < 0 ? null : target.substring(question + 1))
                .withHeaders(Map.of("Host", List.of("localhost:8080")))
                .withRemote(InetAddress.getLoopbackAddress());
    }

    ConsoleResponse get(String target) {
        return console.handle(request("GET", target));
    }

    String page(String target) {
        ConsoleResponse response = get(target);
        if (response.status() != 200) {
            throw new AssertionError(target + " is " + response.status() + ": " + text(response));
        }
        return text(response);
    }

    /** Posts a form of the console's own pages: names and values alternate. */
    ConsoleResponse post(String target, String... fields) {
        return console.handle(form(target, fields)
                .withHeaders(Map.of(
                        "Host", List.of("localhost:8080"),
                        "Sec-Fetch-Site", List.of("same-origin"),
                        "Content-Type", List.of("application/x-www-form-urlencoded"))));
    }

    static ConsoleRequest form(String target, String... fields) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i < fields.length; i += 2) {
            pairs.add(encode(fields[i]) + "=" + encode(fields[i + 1]));
        }
        return request("POST", target)
                .withBody(pairs.stream().collect(Collectors.joining("&")).getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String text(ConsoleResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        manual.close();
    }
}
