package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.postgresql.SchemaMode;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spring.WebhookPublisher;
import io.github.webhooks4j.spring.boot.WebhooksProperties.SchemaInitialization;
import io.github.webhooks4j.spring.boot.WebhooksProperties.StoreProperties;
import io.github.webhooks4j.spring.boot.WebhooksProperties.StoreType;
import io.github.webhooks4j.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ResourceLoader;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.ClassUtils;

/** Opens the store that the properties and the data source lead to, after Flyway, Liquibase and {@code schema.sql} have run. */
@Configuration(proxyBeanMethods = false)
@Import(WebhooksDataSourceConfiguration.class)
class WebhooksStoreConfiguration {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(Store.class)
    @DependsOnDatabaseInitialization
    Store webhooksStore(WebhooksProperties properties, StoreDataSource data, ResourceLoader classes) {
        StoreProperties store = properties.store();
        boolean postgresql =
                store.type() == StoreType.POSTGRESQL || (store.type() == StoreType.AUTO && data.isPostgresql());
        if (store.type() == StoreType.AUTO && postgresql && store.file() != null) {
            throw new WebhooksConfigurationException(
                    "Both webhooks.store.file and a data source of PostgreSQL could hold the webhooks.",
                    "Set webhooks.store.type to sqlite or postgresql.");
        }
        return postgresql ? openPostgresql(store, data, classes) : openSqlite(store, data, classes);
    }

    private static Store openPostgresql(StoreProperties store, StoreDataSource data, ResourceLoader classes) {
        DataSource source = data.source();
        if (source == null || !data.isPostgresql()) {
            throw new WebhooksConfigurationException(
                    "webhooks.store.type is postgresql, but the application has no data source of PostgreSQL.",
                    "Set spring.datasource.url to jdbc:postgresql://…, or webhooks.store.type to sqlite.");
        }
        requireModule("io.github.webhooks4j.postgresql.PostgresStore", "webhooks-postgresql", classes);
        SchemaMode mode =
                store.initializeSchema() == SchemaInitialization.ALWAYS ? SchemaMode.MIGRATE : SchemaMode.VALIDATE;
        return PostgresStore.open(source, mode, keys(store));
    }

    private static Store openSqlite(StoreProperties store, StoreDataSource data, ResourceLoader classes) {
        Path file = Optional.ofNullable(store.file()).or(data::sqliteFile).orElseThrow(() -> noFile(store.type()));
        requireModule("io.github.webhooks4j.sqlite.SqliteStore", "webhooks-sqlite", classes);
        return SqliteStore.open(file, keys(store));
    }

    private static WebhooksConfigurationException noFile(StoreType type) {
        return type == StoreType.SQLITE
                ? new WebhooksConfigurationException(
                        "webhooks.store.type is sqlite, but there is neither webhooks.store.file nor a data source of a "
                                + "SQLite file.",
                        "Set webhooks.store.file to the path of a file that SQLite is to create.")
                : new WebhooksConfigurationException(
                        "There is no store for webhooks: neither a data source of PostgreSQL or of a SQLite file, nor "
                                + "webhooks.store.file.",
                        "Set spring.datasource.url to jdbc:postgresql://…, or webhooks.store.file to the path of a file "
                                + "that SQLite is to create.");
    }

    private static void requireModule(String type, String artifact, ResourceLoader classes) {
        if (!ClassUtils.isPresent(type, classes.getClassLoader())) {
            throw new WebhooksConfigurationException(
                    artifact + " is not on the class path.",
                    "Add the dependency io.github.webhooks4j:" + artifact + ".");
        }
    }

    private static List<EncryptionKey> keys(StoreProperties store) {
        return IntStream.range(0, store.keys().size())
                .mapToObj(i -> PropertySetter.convert(
                        "webhooks.store.keys[" + i + "]", store.keys().get(i), EncryptionKey::of))
                .toList();
    }

    @Bean
    @ConditionalOnMissingBean
    WebhookPublisher webhookPublisher(
            WebhookEngine engine, Store store, StoreDataSource data, StoreTransactions transactions) {
        DataSource source = reaches(store, data) ? data.source() : null;
        PlatformTransactionManager manager = source == null ? null : transactions.managerOf(source);
        return source == null || manager == null
                ? WebhookPublisher.outsideTransactions(engine)
                : WebhookPublisher.of(engine, source, manager);
    }

    /** The engine checks each connection too: one that leads to another store is refused. */
    private static boolean reaches(Store store, StoreDataSource data) {
        return data.isPostgresql()
                ? isA(store, "io.github.webhooks4j.postgresql.PostgresStore")
                : data.sqliteFile().isPresent() && isA(store, "io.github.webhooks4j.sqlite.SqliteStore");
    }

    private static boolean isA(Store store, String type) {
        return store.getClass().getName().equals(type);
    }
}
