package io.github.webhooks4j.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A receiver in a process of its own, so that its descriptors and its memory are not the sender's. It responds to none of the
 * requests until {@link #respond}, and then to all. Each request must fit one segment.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The sender sees what fails.
final class HoldingReceiver implements AutoCloseable {
    private static final String READY = "port ";
    private static final String HELD = "held";
    private static final byte[] RESPONSE =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
    private static final int BACKLOG = 4096;

    private final Process process;
    private final BufferedReader lines;
    private final int port;

    private HoldingReceiver(Process process) throws IOException {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        if (line == null || !line.startsWith(READY)) {
            throw new IOException("the receiver must write its port, wrote " + line);
        }
        this.port = Integer.parseInt(line.substring(READY.length()));
    }

    /** Starts a receiver that reports when it holds {@code count} requests. */
    static HoldingReceiver start(int count) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        return new HoldingReceiver(new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldingReceiver.class.getName(),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    String url() {
        return "http://127.0.0.1:" + port + "/in";
    }

    /** Waits until it holds all requests. */
    void awaitHeld() {
        try {
            String line = lines.readLine();
            if (!HELD.equals(line)) {
                throw new IOException("the receiver must hold all requests, wrote " + line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it respond. */
    void respond() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Runs in the other process, until its standard input ends. */
    public static void main(String[] args) throws Exception {
        int expected = Integer.parseInt(args[0]);
        var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        List<Channel> held = new ArrayList<>();
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new SimpleChannelInboundHandler<ByteBuf>() {
                            @Override
                            protected void channelRead0(ChannelHandlerContext context, ByteBuf request) {
                                held.add(context.channel());
                                if (held.size() == expected) {
                                    System.out.println(HELD);
                                }
                            }
                        });
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        System.out.println(READY + ((InetSocketAddress) server.localAddress()).getPort());
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            loops.next()
                    .execute(() -> held.forEach(channel -> channel.writeAndFlush(Unpooled.wrappedBuffer(RESPONSE))));
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
