package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.spring.WebhooksDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** Finds the data source with the tables of webhooks, and the manager of its transactions. */
@Configuration(proxyBeanMethods = false)
class WebhooksDataSourceConfiguration {
    @Bean
    @DependsOnDatabaseInitialization
    StoreDataSource webhooksStoreDataSource(
            @WebhooksDataSource ObjectProvider<DataSource> marked, ObjectProvider<DataSource> all) {
        return StoreDataSource.choose(marked, all);
    }

    @Bean
    StoreTransactions webhooksStoreTransactions(
            @WebhooksDataSource ObjectProvider<PlatformTransactionManager> marked,
            ObjectProvider<PlatformTransactionManager> all) {
        return new StoreTransactions(marked, all);
    }
}
