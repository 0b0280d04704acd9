package com.example.registry;

import static org.awaitility.Awaitility.await;

import com.example.Demo;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** The demo on free ports and in an empty schema, and what its users do over HTTP. */
final class Trial implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(21_000);

    private final Demo demo;

    private Trial(Demo demo) {
        this.demo = demo;
    }

    static Trial start() {
        PGSimpleDataSource schema = PostgresServer.newSchema();
        return new Trial(Demo.start(schema.getUrl() + "&user=" + schema.getUser(), freePort(), freePort(), freePort()));
    }

    ConfigurableApplicationContext first() {
        return demo.first();
    }

    ConfigurableApplicationContext second() {
        return demo.second();
    }

    ConfigurableApplicationContext ci() {
        return demo.ci();
    }

    static WebhookEngine engine(ConfigurableApplicationContext node) {
        return node.getBean(WebhookEngine.class);
    }

    static String url(ConfigurableApplicationContext application) {
        return "http://127.0.0.1:" + application.getEnvironment().getProperty("server.port");
    }

    /** Pushes an image of acme/app as its owner. */
    static Image push(ConfigurableApplicationContext node, String tag) {
        return RestClient.create(url(node))
                .put()
                .uri("/repositories/acme/app/images/{tag}", tag)
                .headers(headers -> headers.setBasicAuth("ann", "ann"))
                .retrieve()
                .requiredBody(Image.class);
    }

    /** Returns the jobs of the CI that were done for an image of acme/app. */
    List<String> jobs(String tag) {
        return ci().getBean(JdbcClient.class)
                .sql("SELECT name FROM job WHERE image = ? ORDER BY id")
                .param("acme/app:" + tag)
                .query(String.class)
                .list();
    }

    /** Waits until the only chain of an image is in that state. */
    void awaitChain(Image image, ChainState.Kind state) {
        WebhookEngine engine = engine(second());
        await().atMost(BOUND)
                .until(
                        // An event lists its chain before a node has created it.
                        () -> engine.history().event(new EventId("image-" + image.id())).orElseThrow().chains().stream()
                                .map(engine.history()::chain)
                                .flatMap(Optional::stream)
                                .map(chain -> chain.state().kind())
                                .toList(),
                        List.of(state)::equals);
    }

    @Override
    public void close() {
        demo.close();
    }

    /** One that no connection of another process gets in the seconds until it is used, since Linux hands out those from 32768 on. */
    private static int freePort() {
        while (true) {
            int port = NEXT_PORT.getAndIncrement();
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // In use: the next one.
            }
        }
    }
}
