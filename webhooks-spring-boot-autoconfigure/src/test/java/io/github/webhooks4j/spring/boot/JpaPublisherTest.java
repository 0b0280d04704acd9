package io.github.webhooks4j.spring.boot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.spring.TransactionalInbox;
import io.github.webhooks4j.spring.WebhookPublisher;
import io.github.webhooks4j.testkit.SignedDelivery;
import io.github.webhooks4j.testsupport.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.lang.reflect.InvocationTargetException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

/** Events and an inbox in the transactions of JPA on PostgreSQL. */
@Tag("postgres")
class JpaPublisherTest {
    private static final String FOREIGN =
            "a transaction is active, but not one of the transaction manager and the data source of the webhooks; publish in "
                    + "a transaction of these, after commit with @TransactionalEventListener, or in a suspended one "
                    + "(NOT_SUPPORTED)";
    private static final WebhookSecret SECRET = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(WebhooksAutoConfiguration.class, WebhooksInboxAutoConfiguration.class))
            .withPropertyValues("webhooks.delivery.enabled=false", "webhooks.inbox.enabled=true")
            .withUserConfiguration(Jpa.class);

    @Test
    void commits_entity_and_event_together() {
        run(application -> {
            application.transaction().executeWithoutResult(status -> {
                application.entities().persist(new ShopOrder("1"));
                application.publisher().publish(event("e-1"));
            });

            assertThat(application.events()).containsExactly("e-1");
            assertThat(application.orders()).containsExactly("1");
        });
    }

    @Test
    void rolls_entity_and_event_back_together() {
        run(application -> {
            application.transaction().executeWithoutResult(status -> {
                application.publisher().publish(event("e-1"));
                application.entities().persist(new ShopOrder("1"));
                application.entities().flush();
                status.setRollbackOnly();
            });

            assertThat(application.events()).isEmpty();
            assertThat(application.orders()).isEmpty();
        });
    }

    @Test
    void publishes_in_the_transaction_that_suspends_another() {
        run(application -> {
            TransactionTemplate inner = application.transaction();
            inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

            application.transaction().executeWithoutResult(status -> {
                application.publisher().publish(event("outer"));
                inner.executeWithoutResult(ignored -> application.publisher().publish(event("inner")));
                status.setRollbackOnly();
            });

            assertThat(application.events()).containsExactly("inner");
        });
    }

    @Test
    void publishes_in_the_transaction_that_goes_on_after_another() {
        run(application -> {
            TransactionTemplate inner = application.transaction();
            inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

            application.transaction().executeWithoutResult(status -> {
                inner.executeWithoutResult(other -> {
                    application.publisher().publish(event("inner"));
                    other.setRollbackOnly();
                });
                application.publisher().publish(event("outer"));
            });

            assertThat(application.events()).containsExactly("outer");
        });
    }

    @Test
    void publishes_at_once_while_the_transaction_is_suspended() {
        run(application -> {
            TransactionTemplate suspended = application.transaction();
            suspended.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);

            application.transaction().executeWithoutResult(status -> {
                application.publisher().publish(event("outer"));
                suspended.executeWithoutResult(
                        ignored -> application.publisher().publish(event("suspended")));
                status.setRollbackOnly();
            });

            assertThat(application.events()).containsExactly("suspended");
        });
    }

    @Test
    void publishes_nothing_if_a_part_of_the_transaction_is_rolled_back() {
        run(application -> {
            TransactionTemplate transaction = application.transaction();

            assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                        application.publisher().publish(event("outer"));
                        transaction.executeWithoutResult(part -> {
                            application.publisher().publish(event("part"));
                            part.setRollbackOnly();
                        });
                    }))
                    .isInstanceOf(UnexpectedRollbackException.class);

            assertThat(application.events()).isEmpty();
        });
    }

    @Test
    void publishes_with_the_transaction_in_which_none_can_be_nested() {
        run(application -> {
            TransactionTemplate nested = application.transaction();
            nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);

            application.transaction().executeWithoutResult(status -> {
                application.publisher().publish(event("outer"));
                // Hibernate has no savepoints for Spring, whatever the manager allows.
                assertThatThrownBy(() -> nested.executeWithoutResult(
                                ignored -> application.publisher().publish(event("nested"))))
                        .isInstanceOf(NestedTransactionNotSupportedException.class);
            });

            assertThat(application.events()).containsExactly("outer");
        });
    }

    @Test
    void refuses_a_transaction_of_another_manager_and_data_source() {
        try (HikariDataSource other = PostgresServer.pool(PostgresServer.newSchema())) {
            run(application -> {
                new TransactionTemplate(new JdbcTransactionManager(other)).executeWithoutResult(status -> {
                    assertThat(application.orders()).isEmpty();
                    assertForeign(application);
                });

                assertThat(application.events()).isEmpty();
            });
        }
    }

    @Test
    void refuses_a_transaction_of_another_manager_of_its_data_source() {
        run(application -> {
            var other = new JdbcTransactionManager(application.context().getBean(HikariDataSource.class));

            new TransactionTemplate(other).executeWithoutResult(status -> assertForeign(application));

            assertThat(application.events()).isEmpty();
        });
    }

    @Test
    void accepts_no_delivery_in_a_transaction_of_another_manager() {
        run(application -> {
            var other = new JdbcTransactionManager(application.context().getBean(HikariDataSource.class));

            new TransactionTemplate(other)
                    .executeWithoutResult(status -> assertThatThrownBy(
                                    () -> application.inbox().acceptOnce(delivery()))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("a transaction is active, but not one of the transaction manager and the data "
                                    + "source of the inbox; receive in a transaction of these"));
        });
    }

    @Test
    void refuses_a_transaction_that_is_read_only() {
        run(application -> {
            TransactionTemplate reading = application.transaction();
            reading.setReadOnly(true);

            reading.executeWithoutResult(
                    status -> assertThatThrownBy(() -> application.publisher().publish(event("e-1")))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("the transaction must not be read-only, was; begin one that writes"));
        });
    }

    @Test
    void publishes_in_a_transaction_of_a_virtual_thread() {
        run(application -> {
            onVirtualThread(() -> {
                application.transaction().executeWithoutResult(status -> {
                    application.publisher().publish(event("rolled-back"));
                    status.setRollbackOnly();
                });
                application
                        .transaction()
                        .executeWithoutResult(status -> application.publisher().publish(event("committed")));
            });

            assertThat(application.events()).containsExactly("committed");
        });
    }

    @Test
    void accepts_a_delivery_once_with_the_work_of_its_handler() {
        run(application -> {
            TransactionalInbox inbox = application.inbox().ofSender("acme");
            application.transaction().executeWithoutResult(status -> {
                assertThat(inbox.acceptOnce(delivery())).isTrue();
                application.entities().persist(new ShopOrder("1"));
                application.entities().flush();
                status.setRollbackOnly();
            });

            application.transaction().executeWithoutResult(status -> {
                assertThat(inbox.acceptOnce(delivery())).isTrue();
                application.entities().persist(new ShopOrder("1"));
            });
            application
                    .transaction()
                    .executeWithoutResult(
                            status -> assertThat(inbox.acceptOnce(delivery())).isFalse());
            application
                    .transaction()
                    .executeWithoutResult(status -> assertThat(
                                    application.inbox().ofSender("other").acceptOnce(delivery()))
                            .isTrue());

            assertThat(application.orders()).containsExactly("1");
        });
    }

    @Test
    void accepts_no_delivery_outside_a_transaction() {
        run(application -> assertThatThrownBy(() -> application.inbox().acceptOnce(delivery()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("acceptOnce must be called in a transaction, was called without one; annotate the method "
                        + "that does the work with @Transactional"));
    }

    @Test
    void forgets_deliveries_that_are_older_than_the_retention() {
        run(application -> {
            application
                    .transaction()
                    .executeWithoutResult(
                            status -> assertThat(application.inbox().acceptOnce(delivery()))
                                    .isTrue());
            assertThat(application.inbox().prune()).isZero();
            application.jdbc().update("UPDATE wh_inbox SET accepted_at = 0");

            assertThat(application.inbox().prune()).isEqualTo(1);
        });
    }

    private static void assertForeign(Application application) {
        assertThatThrownBy(() -> application.publisher().publish(event("e-1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(FOREIGN);
    }

    private void run(Consumer<Application> test) {
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(new Application(context));
        });
    }

    /** By reflection, since the language level is 17. */
    private static void onVirtualThread(Runnable task) {
        var failure = new AtomicReference<Throwable>();
        try {
            Thread thread = (Thread) Thread.class
                    .getMethod("startVirtualThread", Runnable.class)
                    .invoke(null, (Runnable) () -> {
                        try {
                            task.run();
                        } catch (RuntimeException | Error e) {
                            failure.set(e);
                        }
                    });
            thread.join();
        } catch (NoSuchMethodException e) {
            Assumptions.abort("virtual threads need a Java runtime of 21 or newer");
        } catch (IllegalAccessException | InvocationTargetException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(failure.get()).isNull();
    }

    private static VerifiedDelivery delivery() {
        SignedDelivery signed = SignedDelivery.of(SECRET, "msg_1", Instant.now(), "{}");
        return WebhookVerifier.of(SECRET).verify(signed.headers()::get, signed.body());
    }

    private static Event event(String id) {
        return Event.builder("order.placed")
                .topic("acme/app")
                .id(id)
                .body(Map.of("order", 1))
                .build();
    }

    /** The beans that a test uses. */
    private record Application(AssertableApplicationContext context) {
        WebhookPublisher publisher() {
            return context.getBean(WebhookPublisher.class);
        }

        TransactionalInbox inbox() {
            return context.getBean(TransactionalInbox.class);
        }

        EntityManager entities() {
            return SharedEntityManagerCreator.createSharedEntityManager(context.getBean(EntityManagerFactory.class));
        }

        TransactionTemplate transaction() {
            return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        }

        JdbcTemplate jdbc() {
            return new JdbcTemplate(context.getBean(HikariDataSource.class));
        }

        List<String> events() {
            assertThat(context.getBean(WebhookEngine.class)).isNotNull();
            return jdbc().queryForList("SELECT id FROM wh_event ORDER BY number, id", String.class);
        }

        List<String> orders() {
            return jdbc().queryForList("SELECT id FROM shop_order", String.class);
        }
    }

    /** What the application stores of its own. */
    @Entity(name = "shop_order")
    static class ShopOrder {
        @Id
        private String id;

        ShopOrder() {
            this("");
        }

        ShopOrder(String id) {
            this.id = requireNonNull(id, "id");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Jpa {
        @Bean(destroyMethod = "close")
        HikariDataSource dataSource() {
            HikariDataSource source = PostgresServer.pool(PostgresServer.newSchema());
            new JdbcTemplate(source).execute("CREATE TABLE shop_order (id varchar(255) PRIMARY KEY)");
            return source;
        }

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(HikariDataSource source) {
            var factory = new LocalContainerEntityManagerFactoryBean();
            factory.setDataSource(source);
            factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
            factory.setPackagesToScan(JpaPublisherTest.class.getPackageName());
            return factory;
        }

        @Bean
        JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            var manager = new JpaTransactionManager(factory);
            manager.setNestedTransactionAllowed(true);
            return manager;
        }
    }
}
