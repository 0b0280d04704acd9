package io.github.webhooks4j.benchmarks.receiver;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The one thread that receives. {@link #command} is thread-safe. */
final class ReceiverLoop implements Runnable {
    private static final int PORTS = 1000;
    private static final int BACKLOG = 4096;
    private static final int NOT_AWAITED = Integer.MAX_VALUE;

    /** A request whose response is delayed. */
    private record Held(Connection connection, long until) {}

    private final PrintStream out; // confined to the loop
    private final Selector selector;
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final ArrivalLog arrivals = new ArrivalLog();
    private final PriorityQueue<Held> held = new PriorityQueue<>(Comparator.comparingLong(Held::until));
    private int awaited = NOT_AWAITED;
    private int hung;

    /** Binds free ports of the loopback interface: destinations that are to be hosts of their own have one each. */
    ReceiverLoop(PrintStream out) throws IOException {
        this.out = out;
        this.selector = Selector.open();
        var ports = new StringJoiner(" ", "listening ", "");
        for (int i = 0; i < PORTS; i++) {
            ServerSocketChannel server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            ports.add(Integer.toString(server.socket().getLocalPort()));
        }
        say(ports.toString());
    }

    /** Submits a command. */
    void command(String command) {
        commands.add(command);
        selector.wakeup();
    }

    @Override
    public void run() {
        try {
            while (true) {
                selector.select(this::ready, patience());
                answerHeld();
                String command;
                while ((command = commands.poll()) != null) {
                    obey(command);
                }
                if (arrivals.count() >= awaited) {
                    awaited = NOT_AWAITED;
                    say("reached " + arrivals.count());
                }
            }
        } catch (IOException e) {
            say("failed " + e);
        }
    }

    private void obey(String command) {
        awaited = NOT_AWAITED;
        if (command.equals("reset")) {
            arrivals.clear();
            hung = 0;
            say("ok");
        } else if (command.equals("count")) {
            say("count " + arrivals.count() + " " + held.size() + " " + hung);
        } else if (command.equals("dump")) {
            dump();
        } else if (command.equals("take")) {
            dump();
            arrivals.clear();
        } else if (command.startsWith("await ")) {
            awaited = Integer.parseInt(command.substring("await ".length()));
        } else {
            say("a command must be reset, count, await N, dump or take, was " + command);
        }
    }

    private void dump() {
        out.println("arrivals " + arrivals.count());
        arrivals.print(out);
        out.flush();
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            receive(connection);
        } else {
            accept((ServerSocketChannel) key.channel());
        }
    }

    private void accept(ServerSocketChannel server) {
        try {
            SocketChannel channel = server.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
            }
        } catch (IOException e) {
            say("failed " + e);
        }
    }

    private void receive(Connection connection) {
        try {
            connection.read();
            while (connection.hasRequest()) {
                respond(connection);
                connection.next();
            }
        } catch (IOException | IllegalArgumentException e) {
            connection.close();
        }
    }

    private void respond(Connection connection) throws IOException {
        Behaviour behaviour = connection.behaviour();
        if (behaviour == Behaviour.HANG) {
            hung++;
            return;
        }
        if (behaviour.refuses(connection)) {
            connection.refuse();
            return;
        }
        connection.arrived(arrivals);
        if (behaviour.delay().isZero()) {
            connection.answer();
        } else {
            held.add(new Held(connection, System.nanoTime() + behaviour.delay().toNanos()));
        }
    }

    private void answerHeld() {
        while (!held.isEmpty() && held.peek().until() - System.nanoTime() <= 0) {
            Connection connection = held.remove().connection();
            try {
                connection.answer();
            } catch (IOException e) {
                connection.close();
            }
        }
    }

    /** Returns for how many milliseconds nothing has to be done; 0 for indefinitely. */
    private long patience() {
        return held.isEmpty()
                ? 0
                : Math.max(
                        1,
                        Duration.ofNanos(held.peek().until() - System.nanoTime())
                                .toMillis());
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
