package io.github.webhooks4j.spring.boot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The data source that may hold the store: the one marked with {@code @WebhooksDataSource}, else the primary or only one.
 *
 * @param source the data source; null if the application has none
 * @param url its JDBC URL; null without a data source
 */
record StoreDataSource(
        @Nullable DataSource source, @Nullable String url) {
    private static final String SQLITE = "jdbc:sqlite:";

    static StoreDataSource choose(ObjectProvider<DataSource> marked, ObjectProvider<DataSource> all) {
        DataSource chosen = marked.getIfUnique();
        if (chosen == null) {
            chosen = all.getIfUnique();
        }
        if (chosen == null) {
            long count = all.stream().count();
            if (count > 1) {
                throw new WebhooksConfigurationException(
                        "The application has " + count + " data sources, and none is marked for webhooks or primary.",
                        "Mark the one that holds the tables of webhooks with @WebhooksDataSource.");
            }
            return new StoreDataSource(null, null);
        }
        return new StoreDataSource(chosen, urlOf(chosen));
    }

    private static String urlOf(DataSource source) {
        try (Connection connection = source.getConnection()) {
            return connection.getMetaData().getURL();
        } catch (SQLException e) {
            throw new WebhooksConfigurationException(
                    "The data source of webhooks gives no connection: "
                            + String.valueOf(e.getMessage()).replaceFirst("\\.$", "") + ".",
                    "Check spring.datasource.url, and that the database runs.");
        }
    }

    boolean isPostgresql() {
        return url != null && url.startsWith("jdbc:postgresql:");
    }

    /** Returns the file of a data source of SQLite; empty if it is none, or one in memory. */
    Optional<Path> sqliteFile() {
        if (url == null || !url.startsWith(SQLITE)) {
            return Optional.empty();
        }
        String name = url.substring(SQLITE.length());
        int query = name.indexOf('?');
        String file = query < 0 ? name : name.substring(0, query);
        return file.isEmpty() || file.contains(":memory:") || file.startsWith("file:")
                ? Optional.empty()
                : Optional.of(Path.of(file));
    }
}
