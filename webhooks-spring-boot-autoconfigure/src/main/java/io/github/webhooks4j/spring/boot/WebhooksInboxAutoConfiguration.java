package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.jdbc.Inbox;
import io.github.webhooks4j.spring.TransactionalInbox;
import io.github.webhooks4j.spring.boot.WebhooksProperties.SchemaInitialization;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;

/** An inbox in the transactions of handlers that receive deliveries. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnClass(Inbox.class)
@ConditionalOnProperty(prefix = "webhooks.inbox", name = "enabled")
@EnableConfigurationProperties(WebhooksProperties.class)
@Import(WebhooksDataSourceConfiguration.class)
public class WebhooksInboxAutoConfiguration {
    /** Creates the configuration; Spring Boot does. */
    public WebhooksInboxAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    Inbox webhookInboxTable(WebhooksProperties properties) {
        return PropertySetter.convert(
                "webhooks.inbox.retention",
                properties.inbox().retention(),
                retention -> Inbox.of(Clock.systemUTC(), retention));
    }

    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    TransactionalInbox webhookInbox(
            Inbox inbox, WebhooksProperties properties, StoreDataSource data, StoreTransactions transactions) {
        DataSource source = source(data);
        PlatformTransactionManager manager = transactions.managerOf(source);
        if (manager == null) {
            throw new WebhooksConfigurationException(
                    "webhooks.inbox.enabled is true, but the application has no transaction manager.",
                    "Define one for the data source of the inbox, such as a JdbcTransactionManager.");
        }
        TransactionalInbox transactional = TransactionalInbox.of(inbox, source, manager);
        if (properties.inbox().initializeSchema() == SchemaInitialization.ALWAYS) {
            transactional.createSchema();
        }
        return transactional;
    }

    @Bean
    InboxPruner webhookInboxPruner(TransactionalInbox inbox) {
        return new InboxPruner(inbox);
    }

    private static DataSource source(StoreDataSource data) {
        if (data.source() == null) {
            throw new WebhooksConfigurationException(
                    "webhooks.inbox.enabled is true, but the application has no data source.",
                    "Set spring.datasource.url to jdbc:postgresql://… or to jdbc:sqlite:… and a file.");
        }
        return data.source();
    }
}
