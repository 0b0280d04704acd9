package io.github.webhooks4j.e2e.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The nodes of one store: those that run, and the files of those that were killed. */
final class NodeProcesses implements AutoCloseable {
    /** The base of the callback URLs in payloads; the {@link CallbackSender} uses the path alone. */
    private static final URI CALLBACK_BASE = URI.create("http://hub.example" + CrashNode.CALLBACKS);

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PUBLISHERS = 3;

    private final String store;
    private final Path directory;
    private final Duration leaseTerm;
    private final Book book;
    private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
    private final List<NodeOptions> everStarted = new ArrayList<>();
    private final List<Kill> kills = new ArrayList<>();

    NodeProcesses(String store, Path directory, Duration leaseTerm, Book book) {
        this.store = store;
        this.directory = directory;
        this.leaseTerm = leaseTerm;
        this.book = book;
    }

    /** Starts one more node, and does not wait for it. */
    NodeProcess start() throws IOException {
        var options =
                new NodeOptions("n" + (everStarted.size() + 1), store, directory, CALLBACK_BASE, leaseTerm, PUBLISHERS);
        everStarted.add(options);
        NodeProcess node = NodeProcess.start(options);
        nodes.add(node);
        return node;
    }

    void kill(NodeProcess node) throws InterruptedException {
        checkUnbroken();
        nodes.remove(node);
        kills.add(Kill.of(node, book));
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    List<Kill> kills() {
        return kills;
    }

    NodeProcess any(RandomGenerator random) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** Returns the address of any node that serves, also of a paused one; safe from any thread. */
    Optional<URI> anyUrl() {
        List<URI> urls = nodes.stream().flatMap(node -> node.url().stream()).toList();
        return urls.isEmpty()
                ? Optional.empty()
                : Optional.of(urls.get(ThreadLocalRandom.current().nextInt(urls.size())));
    }

    /** Waits until {@code count} nodes serve. */
    void awaitReady(int count) {
        Await.until(
                PATIENCE,
                () -> {
                    checkUnbroken();
                    return nodes.stream().filter(NodeProcess::isReady).count() >= count;
                },
                () -> "fewer than " + count + " nodes are ready of " + nodes);
    }

    /** Waits until a node has something in flight. */
    void awaitBusy(NodeProcess node) {
        Await.until(
                PATIENCE,
                () -> !book.heldBy(node.name(), System.nanoTime()).isEmpty(),
                () -> node + " never has anything in flight");
    }

    /** Waits until each of some nodes has accepted something more: it works. */
    void awaitProgress(Predicate<NodeProcess> which) {
        for (NodeProcess node : nodes.stream().filter(which).toList()) {
            long before = LineFile.size(node.options().accepted());
            Await.until(
                    PATIENCE,
                    () -> {
                        checkUnbroken();
                        return LineFile.size(node.options().accepted()) > before;
                    },
                    () -> node + " accepts nothing any more");
        }
    }

    void checkUnbroken() {
        nodes.stream().filter(NodeProcess::isBroken).findFirst().ifPresent(node -> {
            throw new AssertionError(node + " ended by itself");
        });
    }

    /** Ends every node as an application would. */
    void end() throws IOException, InterruptedException {
        for (NodeProcess node : List.copyOf(nodes)) {
            int code = node.end();
            nodes.remove(node);
            if (code != 0) {
                throw new AssertionError(node + " ended with " + code);
            }
        }
    }

    /** Returns what every node ever wrote down as accepted. */
    Stream<String> accepted() {
        return everStarted.stream().flatMap(options -> LineFile.read(options.accepted()).stream());
    }

    /** Returns every move of a chain that a node ever reported. */
    Stream<String> moves() {
        return everStarted.stream().flatMap(options -> LineFile.read(options.moves()).stream());
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::destroy);
    }
}
