package io.github.webhooks4j.spring.boot;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.spring.WebhooksDataSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/** Finds the manager of the transactions of a data source. */
final class StoreTransactions {
    private final ObjectProvider<PlatformTransactionManager> marked;
    private final ObjectProvider<PlatformTransactionManager> all;

    /**
     * Creates the search.
     *
     * @param marked those that are marked with {@link WebhooksDataSource}
     */
    StoreTransactions(
            ObjectProvider<PlatformTransactionManager> marked, ObjectProvider<PlatformTransactionManager> all) {
        this.marked = requireNonNull(marked, "marked");
        this.all = requireNonNull(all, "all");
    }

    /**
     * Returns the manager that is marked, else the one that shows that it manages the data source, else the primary or only one, such as
     * JPA's; null if the application has none.
     *
     * @throws WebhooksConfigurationException if there are several, and none of them is known to be the right one
     */
    @Nullable PlatformTransactionManager managerOf(DataSource source) {
        PlatformTransactionManager chosen = marked.getIfUnique();
        if (chosen == null) {
            chosen = all.stream()
                    .filter(manager -> manager instanceof ResourceTransactionManager known
                            && known.getResourceFactory().equals(source))
                    .findFirst()
                    .orElseGet(all::getIfUnique);
        }
        long count = all.stream().count();
        if (chosen == null && count > 0) {
            throw new WebhooksConfigurationException(
                    "The application has " + count
                            + " transaction managers, and none is known to manage the data source of webhooks.",
                    "Mark the one that does with @WebhooksDataSource.");
        }
        return chosen;
    }
}
