package io.github.webhooks4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.jdbc.Inbox;
import io.github.webhooks4j.spring.TransactionalInbox;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

class InboxPrunerTest {
    @Test
    void keeps_its_schedule_when_pruning_fails_unexpectedly() {
        var attempts = new AtomicInteger();
        var pruner = new InboxPruner(TransactionalInbox.of(
                Inbox.of(Clock.systemUTC(), Duration.ofDays(7)),
                new DriverManagerDataSource("jdbc:sqlite::memory:"),
                new Failing(attempts)));

        // An exception that left the task would end the schedule.
        pruner.prune();
        pruner.prune();

        assertThat(attempts).hasValue(2);
    }

    /** Fails as a data source does that is closed. */
    private static final class Failing extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1;

        private final transient AtomicInteger attempts;

        Failing(AtomicInteger attempts) {
            this.attempts = attempts;
        }

        @Override
        protected Object doGetTransaction() {
            attempts.incrementAndGet();
            throw new IllegalStateException("the data source must be open, was closed");
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }
}
