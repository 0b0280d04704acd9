package com.example;

import com.example.ci.CiApplication;
import com.example.registry.RegistryApplication;
import io.github.webhooks4j.engine.Webhooks;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;

/**
 * Runs in one process what would be several: two nodes of the registry on one database, and the CI of a customer.
 *
 * @param first a node of the registry
 * @param second another node of it
 * @param ci takes the webhooks of {@code acme/app}
 */
public record Demo(
        ConfigurableApplicationContext first, ConfigurableApplicationContext second, ConfigurableApplicationContext ci)
        implements AutoCloseable {
    private static final int PORT = 8081;

    public static void main(String[] args) {
        boolean own = args.length == 2 && args[0].equals("--postgres");
        if (args.length > 0 && !own) {
            System.err.println("usage: run [--postgres jdbc:postgresql://HOST/DATABASE?user=USER&password=PASSWORD]");
            System.exit(2);
        }
        try {
            System.out.println("starting " + (own ? "" : "PostgreSQL, ") + "two nodes of the registry and a CI …");
            start(own ? args[1] : embeddedDatabase(), PORT, PORT + 1, PORT + 2);
            System.out.println(whatToTry());
        } catch (RuntimeException e) {
            // A node that has started would keep the process alive.
            System.err.println("The demo could not start: " + e.getMessage() + " ("
                    + NestedExceptionUtils.getMostSpecificCause(e).getMessage() + ")");
            System.exit(1);
        }
    }

    /** Starts it on a database. Creates the webhook of {@code acme/app} as its owner would on the customers' page. */
    public static Demo start(String database, int firstPort, int secondPort, int ciPort) {
        ConfigurableApplicationContext first = node("registry-1", database, firstPort);
        ConfigurableApplicationContext second = node("registry-2", database, secondPort);
        Webhook webhook = webhook(first.getBean(Webhooks.class), "http://127.0.0.1:" + ciPort + "/hooks/");
        ConfigurableApplicationContext ci = application(CiApplication.class)
                .run(
                        "--spring.config.name=ci",
                        "--spring.datasource.url=" + database,
                        "--server.port=" + ciPort,
                        "--webhooks.receivers.registry.keys=" + webhook.secret().reveal(),
                        "--ci.registries=127.0.0.1:" + firstPort + ",127.0.0.1:" + secondPort);
        return new Demo(first, second, ci);
    }

    private static ConfigurableApplicationContext node(String name, String database, int port) {
        return application(RegistryApplication.class)
                .run(
                        "--webhooks.name=" + name,
                        "--spring.datasource.url=" + database,
                        "--server.port=" + port,
                        // The CI is on this machine.
                        "--webhooks.transport.allow-loopback=true");
    }

    private static SpringApplicationBuilder application(Class<?> type) {
        // Its users have known passwords, and its webhooks may lead to this machine: no other one may reach it.
        return new SpringApplicationBuilder(type).bannerMode(Banner.Mode.OFF).properties("server.address=127.0.0.1");
    }

    private static Webhook webhook(Webhooks webhooks, String hooks) {
        return webhooks.list(WebhookQuery.all().withTopic("acme/app"), 1, null).webhooks().stream()
                .findFirst()
                .orElseGet(() -> webhooks.create(
                        WebhookDraft.builder("Scan, then deploy", "acme/app", List.of(hooks + "scan", hooks + "deploy"))
                                .build()));
    }

    private static String embeddedDatabase() {
        try {
            LoggingSystem.get(Demo.class.getClassLoader()).setLogLevel("io.zonky.test", LogLevel.WARN);
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    // The library requires that a commit is durable; this server's default is that it is not.
                    .setServerConfig("synchronous_commit", "on")
                    .setRegisterShutdownHook(false)
                    .start();
            // After the applications, which use it until their end.
            SpringApplication.getShutdownHandlers().add(() -> close(server));
            return server.getJdbcUrl("postgres", "postgres");
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException(
                    "the embedded PostgreSQL, which needs Linux on x86-64, did not start: " + e.getMessage()
                            + "; pass --postgres and the URL of an empty database",
                    e);
        }
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the README has too. */
    static String whatToTry() {
        return """

                Push an image, see what the CI did, ask a node how it is:

                  curl -u ann:ann -X PUT http://127.0.0.1:8081/repositories/acme/app/images/v1
                  curl http://127.0.0.1:8083/jobs
                  curl -u ops:ops http://127.0.0.1:8082/actuator/health/webhooks

                In a browser:

                  http://127.0.0.1:8081/repositories/acme/app/webhooks  the customers' page; ann, password ann
                  http://127.0.0.1:8082/webhooks/console/               the console; ops, password ops

                Ctrl-C ends it.
                """;
    }

    @Override
    public void close() {
        ci.close();
        second.close();
        first.close();
    }
}
