package io.github.webhooks4j.postgresql;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.tck.store.StoreContract;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** The contract on a real server, at the time that the tests set: what follows from the server's own clock is tested apart. */
@Tag("postgres")
class PostgresStoreTest extends StoreContract {
    private final HikariDataSource pool = PostgresServer.pool(PostgresServer.newSchema());

    @AfterEach
    void close_the_pool() {
        pool.close();
    }

    @Override
    protected Store open() {
        return PostgresStore.open(pool, SchemaMode.MIGRATE, SecretCipher.of(List.of()), StoreClock.CALLERS);
    }

    @Override
    protected Store reopen(Store store) {
        store.close();
        return open();
    }
}
