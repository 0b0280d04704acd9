package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.spring.WebhookPublisher;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/** Which transactions can carry an event: those of the data source that holds the store. */
final class PublisherTransactions {
    private final @Nullable DataSource source;
    private final ObjectProvider<PlatformTransactionManager> managers;

    /** @param source the data source that holds the store; null if no transaction of the application can reach it */
    PublisherTransactions(@Nullable DataSource source, ObjectProvider<PlatformTransactionManager> managers) {
        this.source = source;
        this.managers = managers;
    }

    WebhookPublisher publisher(WebhookEngine engine) {
        PlatformTransactionManager manager = source == null ? null : manager(source);
        return source == null || manager == null
                ? WebhookPublisher.outsideTransactions(engine)
                : WebhookPublisher.of(engine, source, manager);
    }

    /** Returns the manager of the data source, if that shows; else the primary or only one, such as JPA's. */
    private @Nullable PlatformTransactionManager manager(DataSource of) {
        return managers.stream()
                .filter(manager -> manager instanceof ResourceTransactionManager known
                        && known.getResourceFactory().equals(of))
                .findFirst()
                .orElseGet(managers::getIfUnique);
    }
}
