package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.cli.io.LoopbackServer;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineEvent.ChainStateChanged;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.http.jdk.CallbackHttpHandler;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.transport.AddressPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program that the crash tests kill: an engine with its callback endpoint, under load from within. It takes commands on
 * standard input, one a line, and responds to each with a line; it ends when its master does.
 */
final class CrashNode {
    static final String CALLBACKS = "/callbacks";
    static final String READY = "ready ";
    static final String CREATE = "create ";
    static final String QUIET = "quiet";
    static final String COUNTS = "counts";
    static final String HEALTH = "health";
    static final String HEALTHY = "green";
    static final String CHECK = "check";
    static final String CONSISTENT = "consistent";
    static final String CLOSE = "close";

    /** Exit code of a node that failed without being killed. */
    static final int BROKEN = 3;

    private static final int ORPHANED = 4;

    private static final int FINDINGS = 10;

    private final NodeOptions options;
    private final Store store;
    private final WebhookEngine engine;
    private final NodeLoad load;

    private CrashNode(NodeOptions options, Store store, WebhookEngine engine, NodeLoad load) {
        this.options = options;
        this.store = store;
        this.engine = engine;
        this.load = load;
    }

    public static void main(String[] arguments) throws Exception {
        NodeOptions options = NodeOptions.parse(arguments);
        try (CrashStore store = CrashStore.open(options.store());
                LineFile accepted = LineFile.append(options.accepted());
                LineFile moves = LineFile.append(options.moves());
                LoopbackServer server = LoopbackServer.bind(0);
                OkHttpTransport transport = OkHttpTransport.builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .build();
                WebhookEngine engine = WebhookEngine.builder(store.store(), transport)
                        .name(options.name())
                        .userAgent(options.name())
                        .callbackBase(options.callbackBase())
                        .leaseTerm(options.leaseTerm())
                        .addListener(EngineListener.of(change -> note(change, moves)))
                        .start()) {
            server.serve(CALLBACKS + "/", new CallbackHttpHandler(engine.callbacks()));
            server.start();
            new CrashNode(options, store.store(), engine, new NodeLoad(engine, options.name(), accepted))
                    .obey(server.url(""));
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(BROKEN);
        }
        System.exit(0);
    }

    private void obey(URI url) throws IOException, InterruptedException {
        if (!engine.webhooks().list().isEmpty()) {
            load.start(options.publishers());
        }
        say(READY + url);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = in.readLine(); !CLOSE.equals(command); command = in.readLine()) {
            if (command == null) {
                Runtime.getRuntime().halt(ORPHANED);
            } else if (command.startsWith(CREATE)) {
                say(create(URI.create(command.substring(CREATE.length()))));
                load.start(options.publishers());
            } else if (command.equals(QUIET)) {
                load.stop();
                say(QUIET);
            } else if (command.equals(COUNTS)) {
                ChainCounts counts = engine.chainCounts();
                say(counts.accepted() + " " + (counts.awaitingCallback() + counts.delivering()));
            } else if (command.equals(CHECK)) {
                List<String> findings = store.inconsistencies(FINDINGS);
                say(findings.isEmpty() ? CONSISTENT : String.join("; ", findings));
            } else {
                String problems = engine.health().problems().stream()
                        .map(HealthProblem::message)
                        .collect(Collectors.joining("; "));
                say(problems.isEmpty() ? HEALTHY : problems);
            }
        }
        load.stop();
    }

    /** Creates all webhooks and returns their words and ids. */
    private String create(URI receivers) {
        return Stream.of(Hook.values())
                .map(hook -> hook.word() + "="
                        + engine.webhooks().create(hook.draft(receivers)).id())
                .collect(Collectors.joining(" "));
    }

    private static void note(EngineEvent change, LineFile moves) {
        if (change instanceof ChainStateChanged moved) {
            moves.write(moved.chain() + " " + moved.before().code() + " "
                    + moved.before().step() + " " + moved.after().code() + " "
                    + moved.after().step());
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
