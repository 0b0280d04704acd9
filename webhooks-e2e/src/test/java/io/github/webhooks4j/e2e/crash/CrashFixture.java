package io.github.webhooks4j.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.webhook.WebhookId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** One scenario: nodes on a store, receivers, a source of random moments, and the audit at the end. Confined to one thread. */
final class CrashFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final Random random;
    final NodeProcesses processes;
    /** How long the nodes took to work again, each time after their database did. */
    final List<Duration> recoveries = new ArrayList<>();

    private final String name;
    private final long seed;
    private final String store;
    private final Book book = new Book();
    private final CallbackSender callbacks;
    private final Receivers receivers;
    private final Map<WebhookId, Hook> hooks = new HashMap<>();
    private final long startedNanos = System.nanoTime();
    private int cycles;

    private CrashFixture(String name, long seed, String store, Path directory, Duration leaseTerm) throws IOException {
        this.name = name;
        this.seed = seed;
        this.store = store;
        this.random = new Random(seed);
        this.processes = new NodeProcesses(store, directory, leaseTerm, book);
        this.callbacks = new CallbackSender(book, processes::anyUrl);
        this.receivers = Receivers.start(seed, book, callbacks);
    }

    /** Starts {@code nodes} nodes, all of them ready and under load. */
    static CrashFixture open(String name, long seed, String store, Path directory, Duration leaseTerm, int nodes)
            throws IOException {
        Files.createDirectories(directory);
        var fixture = new CrashFixture(name, seed, store, directory, leaseTerm);
        boolean open = false;
        try {
            fixture.populate(nodes);
            open = true;
            return fixture;
        } finally {
            if (!open) {
                fixture.close();
            }
        }
    }

    private void populate(int nodes) throws IOException {
        NodeProcess first = processes.start();
        processes.awaitReady(1);
        for (String created : first.ask(CrashNode.CREATE + receivers.url()).split(" ", -1)) {
            int equals = created.indexOf('=');
            hooks.put(new WebhookId(created.substring(equals + 1)), Hook.ofWord(created.substring(0, equals)));
        }
        while (processes.nodes().size() < nodes) {
            processes.start();
        }
        processes.awaitReady(nodes);
    }

    /** Counts a cycle. */
    void cycle() {
        cycles++;
    }

    /** Asks a node that serves, under load, whether each chain that is delivering is in the queue or in a claim batch, and once. */
    void checkConsistent() {
        NodeProcess node = processes.nodes().stream()
                .filter(NodeProcess::isReady)
                .findFirst()
                .orElseThrow();
        assertThat(node.ask(CrashNode.CHECK)).as(this::describe).isEqualTo(CrashNode.CONSISTENT);
    }

    /** Lets everything run for a random time. */
    void run(int fromMillis, int toMillis) {
        Await.pass(Duration.ofMillis(random.nextInt(fromMillis, toMillis)));
    }

    /** Waits until the others have sent everything that the last node that was killed had held. */
    void awaitTakeover() {
        Kill kill = processes.kills().get(processes.kills().size() - 1);
        Await.until(PATIENCE, () -> kill.isTakenOver(book), () -> "no other node took over what " + kill + " held");
    }

    /** Ends the load, waits until nothing is left to do, ends the nodes, and audits. */
    Summary finish() throws IOException, InterruptedException, SQLException {
        processes.awaitReady(processes.nodes().size());
        for (NodeProcess node : processes.nodes()) {
            node.ask(CrashNode.QUIET);
        }
        NodeProcess first = processes.nodes().get(0);
        // If something is left to do, the audit reports what.
        Await.holdsWithin(
                PATIENCE,
                () -> callbacks.pending() == 0 && first.ask(CrashNode.COUNTS).endsWith(" 0"));
        for (NodeProcess node : processes.nodes()) {
            Await.until(
                    PATIENCE,
                    () -> node.ask(CrashNode.HEALTH).equals(CrashNode.HEALTHY),
                    () -> describe() + node + " is not healthy: " + node.ask(CrashNode.HEALTH));
        }
        checkConsistent();
        processes.end();
        Audit.Result result = Audit.run(store, processes, book, hooks);
        if (callbacks.pending() > 0) {
            result.findings().wrong.add(callbacks.pending() + " callbacks never got a final response");
        }
        Summary summary = summary(result);
        assertThat(result.findings().isEmpty())
                .as(() -> describe() + result.findings() + "\n" + summary.lines())
                .isTrue();
        return summary;
    }

    private Summary summary(Audit.Result result) {
        List<Duration> takeovers = processes.kills().stream()
                .flatMap(kill -> kill.takeover(book).stream())
                .collect(Collectors.toList());
        Findings findings = result.findings();
        return new Summary(
                name,
                cycles,
                processes.kills().size(),
                result.accepted(),
                result.counts(),
                book.received(),
                book.distinct(),
                book.duplicates(),
                findings.lost.size(),
                findings.twice.size(),
                findings.wrong.size(),
                takeovers,
                recoveries,
                Duration.ofNanos(System.nanoTime() - startedNanos));
    }

    /** Begins a complaint with what is needed to repeat the run. */
    String describe() {
        return "scenario " + name + " with -Dcrash.seed=" + seed + " ";
    }

    @Override
    public void close() {
        processes.close();
        receivers.close();
    }
}
