package io.github.webhooks4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.spring.TransactionalInbox;
import io.github.webhooks4j.spring.WebhookPublisher;
import io.github.webhooks4j.spring.boot.receiver.WebhookReceiversAutoConfiguration;
import io.github.webhooks4j.spring.receiver.VerifiedWebhook;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** What an application lacks, or has twice, is explained when it starts. */
@ExtendWith(OutputCaptureExtension.class)
class MissingPartTest {
    @TempDir
    private Path directory;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(WebhooksAutoConfiguration.class, WebhooksInboxAutoConfiguration.class));

    @Test
    void explains_a_data_source_that_gives_no_connection() {
        runner.withBean(
                        DataSource.class,
                        () -> new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/hub", "hub", "s3cret"))
                .run(
                        context -> assertThat(Explanation.of(context.getStartupFailure()))
                                .isEqualTo(
                                        "The data source of webhooks gives no connection: Connection to 127.0.0.1:1 refused. "
                                                + "Check that the hostname and port are correct and that the postmaster is accepting "
                                                + "TCP/IP connections. -> Check spring.datasource.url, and that the database runs."));
    }

    @Test
    void explains_that_sqlite_in_memory_is_no_store() {
        runner.withBean(DataSource.class, () -> new DriverManagerDataSource("jdbc:sqlite::memory:"))
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo("There is no store for webhooks: neither a data source of PostgreSQL or of a SQLite "
                                + "file, nor webhooks.store.file. -> Set spring.datasource.url to jdbc:postgresql://…, "
                                + "or webhooks.store.file to the path of a file that SQLite is to create."));
    }

    @Test
    void explains_that_there_is_no_file_of_sqlite() {
        runner.withPropertyValues("webhooks.store.type=sqlite")
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo("webhooks.store.type is sqlite, but there is neither webhooks.store.file nor a data "
                                + "source of a SQLite file. -> Set webhooks.store.file to the path of a file that SQLite "
                                + "is to create."));
    }

    @Test
    void explains_that_the_module_of_sqlite_is_missing() {
        runner.withClassLoader(new FilteredClassLoader(SqliteStore.class))
                .withPropertyValues("webhooks.store.file=" + directory.resolve("hub.db"))
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo("webhooks-sqlite is not on the class path. -> Add the dependency "
                                + "io.github.webhooks4j:webhooks-sqlite."));
    }

    @Test
    @Tag("postgres")
    void explains_that_the_module_of_postgresql_is_missing() {
        runner.withClassLoader(new FilteredClassLoader(PostgresStore.class))
                .withBean(HikariDataSource.class, () -> PostgresServer.pool(PostgresServer.newSchema()))
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo("webhooks-postgresql is not on the class path. -> Add the dependency "
                                + "io.github.webhooks4j:webhooks-postgresql."));
    }

    @Test
    void explains_that_no_transaction_manager_is_known_to_be_the_right_one() {
        runner.withBean("dataSource", DataSource.class, () -> database("hub.db"))
                .withBean("one", JdbcTransactionManager.class, () -> new JdbcTransactionManager(database("one.db")))
                .withBean("two", JdbcTransactionManager.class, () -> new JdbcTransactionManager(database("two.db")))
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo("The application has 2 transaction managers, and none is known to manage the data "
                                + "source of webhooks. -> Mark the one that does with @WebhooksDataSource."));
    }

    @Test
    void explains_that_an_inbox_has_no_transaction_manager() {
        runner.withBean("dataSource", DataSource.class, () -> database("hub.db"))
                .withPropertyValues("webhooks.inbox.enabled=true")
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo("webhooks.inbox.enabled is true, but the application has no transaction manager. -> "
                                + "Define one for the data source of the inbox, such as a JdbcTransactionManager."));
    }

    @Test
    void explains_that_a_handler_names_an_unknown_receiver() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(WebhookReceiversAutoConfiguration.class))
                .withUserConfiguration(UnknownReceiver.class)
                .withPropertyValues("webhooks.receivers.acme.keys=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo(UnknownReceiver.class.getName()
                                + "#receive[1 args] cannot receive: @VerifiedWebhook must name a receiver of [acme], was "
                                + "\"acne\"; configure webhooks.receivers.acne.keys. -> Correct the argument's type or "
                                + "the name in @VerifiedWebhook, or set webhooks.receivers.acne.keys to what the sender "
                                + "shows, whsec_… or whpk_…."));
    }

    @Test
    void explains_which_property_makes_the_engine() {
        runner.withUserConfiguration(Publishing.class)
                .withPropertyValues("webhooks.enabled=false")
                .run(context -> assertThat(
                                Explanation.of(context.getStartupFailure(), Map.of("webhooks.enabled", "false")))
                        .isEqualTo("The application needs a bean of type " + WebhookPublisher.class.getName()
                                + ", but there is none, since webhooks.enabled is false. -> Set webhooks.enabled to true, "
                                + "or define the bean."));
    }

    @Test
    void explains_which_property_makes_the_inbox() {
        runner.withUserConfiguration(Receiving.class)
                .withBean(InMemoryStore.class, InMemoryStore::new)
                .run(context -> assertThat(Explanation.of(context.getStartupFailure()))
                        .isEqualTo("The application needs a bean of type " + TransactionalInbox.class.getName()
                                + ", but there is none, since webhooks.inbox.enabled is not true. -> Set "
                                + "webhooks.inbox.enabled to true, or define the bean."));
    }

    @Test
    void leaves_other_missing_beans_to_spring_boot() {
        var analyzer = new WebhooksFailureAnalyzer(new StandardEnvironment());

        assertThat(analyzer.analyze(new NoSuchBeanDefinitionException(DataSource.class)))
                .isNull();
        assertThat(analyzer.analyze(new NoSuchBeanDefinitionException(WebhookEngine.class)))
                .isNull();
        assertThat(analyzer.analyze(new NoSuchBeanDefinitionException("named"))).isNull();
    }

    @Test
    void explains_that_the_engine_was_closed() {
        runner.withBean(InMemoryStore.class, InMemoryStore::new)
                .withPropertyValues("webhooks.name=hub")
                .run(context -> {
                    ConfigurableApplicationContext application = context.getSourceApplicationContext();
                    application.stop();
                    context.getBean(WebhookEngine.class).close();

                    assertThat(Explanation.of(catchFailure(application::start)))
                            .isEqualTo("The application has called the engine hub of webhooks, which it has closed. "
                                    + "-> Let Spring close it, which does so when the application ends; call "
                                    + "stopDelivering() where only deliveries are to stop.");
                });
    }

    @Test
    void shows_its_explanation_in_the_place_of_spring_boots(CapturedOutput output) {
        var application = new SpringApplication(Publishing.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThat(catchFailure(() -> application.run("--webhooks.enabled=false")))
                .hasRootCauseInstanceOf(NoSuchBeanDefinitionException.class);

        assertThat(output)
                .contains(
                        "APPLICATION FAILED TO START",
                        "but there is none, since webhooks.enabled is false.",
                        "Set webhooks.enabled to true, or define the bean.")
                .doesNotContain("Consider defining a bean of type");
    }

    private DataSource database(String name) {
        return new DriverManagerDataSource("jdbc:sqlite:" + directory.resolve(name));
    }

    private static Throwable catchFailure(Runnable action) {
        return catchThrowable(action::run);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(WebhooksAutoConfiguration.class)
    static class Publishing {
        @Bean
        List<WebhookPublisher> needsPublisher(WebhookPublisher publisher) {
            return List.of(publisher);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Receiving {
        @Bean
        List<TransactionalInbox> needsInbox(TransactionalInbox inbox) {
            return List.of(inbox);
        }
    }

    @RestController
    @EnableWebMvc
    static class UnknownReceiver {
        @PostMapping("/hooks/acme")
        void receive(@VerifiedWebhook("acne") byte[] body) {}
    }
}
