package io.github.webhooks4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.engine.Chains;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.Webhooks;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spring.WebhookPublisher;
import io.github.webhooks4j.spring.WebhooksDataSource;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.TestReceiver;
import io.github.webhooks4j.testsupport.PostgresServer;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the properties and the beans of an application lead to; run on Spring Boot 3.5 here and on 4 by the starter. */
@Tag("postgres")
class WebhooksAutoConfigurationTest {
    @TempDir
    private Path directory;

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WebhooksAutoConfiguration.class));

    @Test
    void delivers_an_event_from_a_file_of_sqlite() throws Exception {
        try (TestReceiver receiver = TestReceiver.start()) {
            withFile()
                    .withPropertyValues("webhooks.transport.allow-loopback=true")
                    .run(context -> {
                        context.getBean(Webhooks.class)
                                .create(WebhookDraft.builder("CI", "acme/app", List.of(receiver.url()))
                                        .build());

                        context.getBean(WebhookPublisher.class).publish(event("e-1"));

                        receiver.awaitDeliveries(1, Duration.ofSeconds(10));
                    });
        }
    }

    @Test
    void has_the_parts_of_the_engine_as_beans() {
        withFile()
                .run(context -> assertThat(context)
                        .hasSingleBean(WebhookEngine.class)
                        .hasSingleBean(OkHttpTransport.class)
                        .hasSingleBean(Webhooks.class)
                        .hasSingleBean(Chains.class)
                        .hasSingleBean(History.class)
                        .hasSingleBean(SqliteStore.class)
                        .hasSingleBean(WebhookPublisher.class));
    }

    @Test
    void has_no_bean_if_it_is_not_enabled() {
        withFile()
                .withPropertyValues("webhooks.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(WebhookEngine.class)
                        .doesNotHaveBean(Store.class));
    }

    @Test
    void uses_a_store_of_the_application() {
        runner.withBean(InMemoryStore.class, InMemoryStore::new)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Store.class)
                        .hasSingleBean(WebhookEngine.class));
    }

    @Test
    void publishes_in_the_transaction_of_a_data_source_of_postgresql() {
        runner.withUserConfiguration(Postgres.class).run(context -> {
            assertThat(context).hasSingleBean(PostgresStore.class);
            DataSource source = context.getBean(DataSource.class);
            var transaction = new TransactionTemplate(context.getBean(JdbcTransactionManager.class));
            WebhookPublisher publisher = context.getBean(WebhookPublisher.class);

            transaction.executeWithoutResult(status -> {
                publisher.publish(event("rolled-back"));
                status.setRollbackOnly();
            });
            transaction.executeWithoutResult(status -> publisher.publish(event("committed")));

            assertThat(new JdbcTemplate(source).queryForList("SELECT id FROM wh_event", String.class))
                    .containsExactly("committed");
        });
    }

    @Test
    void uses_the_data_source_that_is_marked() {
        runner.withUserConfiguration(Postgres.class, Marked.class).run(context -> {
            assertThat(context).hasNotFailed();
            DataSource marked = context.getBean("marked", DataSource.class);

            assertThat(new JdbcTemplate(marked).queryForObject("SELECT count(*) FROM wh_webhook", Integer.class))
                    .isZero();
        });
    }

    @Test
    void delivers_only_on_nodes_that_are_to() {
        withFile()
                .withPropertyValues("webhooks.delivery.enabled=false")
                .run(context ->
                        assertThat(context.getBean(WebhookEngine.class).phase()).isEqualTo(EnginePhase.OPEN));
    }

    @Test
    void delivers_again_after_the_context_was_stopped_and_started() {
        withFile().run(context -> {
            WebhookEngine engine = context.getBean(WebhookEngine.class);
            ConfigurableApplicationContext restartable = context.getSourceApplicationContext();

            restartable.stop();
            EnginePhase stopped = engine.phase();
            restartable.start();

            assertThat(stopped).isNotEqualTo(EnginePhase.DELIVERING);
            assertThat(engine.phase()).isEqualTo(EnginePhase.DELIVERING);
            engine.publish(event("e-1"));
        });
    }

    @Test
    void lets_a_customizer_override_a_property() {
        withFile()
                .withPropertyValues("webhooks.callback-base=https://one.example/callbacks")
                .withBean(WebhookEngineCustomizer.class, () -> builder -> builder.maxInFlight(7))
                .run(context -> assertThat(
                                context.getBean(WebhookEngine.class).gauges().maxInFlight())
                        .isEqualTo(7));
    }

    @Test
    void explains_that_there_is_no_store() {
        runner.run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                .isEqualTo(
                        "There is no store for webhooks: neither a data source of PostgreSQL or of a SQLite file, nor "
                                + "webhooks.store.file. -> Set spring.datasource.url to jdbc:postgresql://…, or webhooks.store.file "
                                + "to the path of a file that SQLite is to create."));
    }

    @Test
    void explains_that_there_are_two_stores() {
        withFile()
                .withUserConfiguration(Postgres.class)
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo(
                                "Both webhooks.store.file and a data source of PostgreSQL could hold the webhooks. -> "
                                        + "Set webhooks.store.type to sqlite or postgresql."));
    }

    @Test
    void explains_that_there_are_two_data_sources() {
        runner.withUserConfiguration(Postgres.class, Second.class)
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo(
                                "The application has 2 data sources, and none is marked for webhooks or primary. -> Mark "
                                        + "the one that holds the tables of webhooks with @WebhooksDataSource."));
    }

    @Test
    void explains_that_there_is_no_data_source_of_postgresql() {
        runner.withPropertyValues("webhooks.store.type=postgresql")
                .run(
                        context -> assertThat(Explanation.of(context.getStartupFailure()))
                                .isEqualTo(
                                        "webhooks.store.type is postgresql, but the application has no data source of PostgreSQL. "
                                                + "-> Set spring.datasource.url to jdbc:postgresql://…, or webhooks.store.type to sqlite."));
    }

    @Test
    void explains_every_range_that_is_wrong() {
        withFile()
                .withPropertyValues(
                        "webhooks.transport.allow=10.0.0.0/99,10.0.0.0/8", "webhooks.transport.deny=nowhere")
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .startsWith("Ranges of addresses are wrong: webhooks.transport.allow: ")
                        .contains("10.0.0.0/99", "; webhooks.transport.deny: ", "nowhere")
                        .endsWith(
                                ". -> Write each in CIDR notation, such as 10.1.0.0/16 or fd00::/8, and one address as "
                                        + "10.1.0.1/32 or fd00::1/128."));
    }

    @Test
    void explains_a_proxy_that_is_wrong_without_its_password() {
        for (String wrong : List.of("proxy.example", "user:s3cret@proxy.example", "user:s3cret@proxy.example:3128")) {
            withFile()
                    .withPropertyValues("webhooks.transport.proxy=" + wrong)
                    .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                            .isEqualTo("webhooks.transport.proxy must be host:port, without a scheme and credentials. "
                                    + "-> Set it to the host and port of the egress proxy, such as "
                                    + "proxy.example.com:3128."));
        }
    }

    @Test
    void explains_a_schema_that_is_missing() {
        runner.withUserConfiguration(Postgres.class)
                .withPropertyValues("webhooks.store.initialize-schema=never")
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .startsWith("The store of the webhooks cannot be opened: ")
                        .contains("V1__webhooks.sql"));
    }

    private ApplicationContextRunner withFile() {
        return runner.withPropertyValues("webhooks.store.file=" + directory.resolve("webhooks.db"));
    }

    private static Event event(String id) {
        return Event.builder("order.placed")
                .topic("acme/app")
                .id(id)
                .body(Map.of("order", 1))
                .build();
    }

    @Configuration(proxyBeanMethods = false)
    static class Postgres {
        @Bean(destroyMethod = "close")
        HikariDataSource dataSource() {
            return PostgresServer.pool(PostgresServer.newSchema());
        }

        @Bean
        JdbcTransactionManager transactionManager(@Qualifier("dataSource") HikariDataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Second {
        @Bean(destroyMethod = "close")
        HikariDataSource second() {
            return PostgresServer.pool(PostgresServer.newSchema());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Marked {
        @Bean(destroyMethod = "close")
        @WebhooksDataSource
        HikariDataSource marked() {
            return PostgresServer.pool(PostgresServer.newSchema());
        }
    }
}
