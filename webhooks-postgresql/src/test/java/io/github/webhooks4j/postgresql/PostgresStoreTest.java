package io.github.webhooks4j.postgresql;

import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.tck.store.StoreContract;
import io.github.webhooks4j.testsupport.ReusedSchema;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;

/** The contract on a real server, at the time that the tests set: what follows from the server's own clock is tested apart. */
@Tag("postgres")
class PostgresStoreTest extends StoreContract {
    private static final ReusedSchema SCHEMA =
            ReusedSchema.create(source -> open(source).close());

    private final DataSource source = SCHEMA.restored();

    @Override
    protected Store open() {
        return open(source);
    }

    private static Store open(DataSource source) {
        return PostgresStore.open(source, SchemaMode.MIGRATE, SecretCipher.of(List.of()), StoreClock.CALLERS);
    }

    @Override
    protected Store reopen(Store store) {
        store.close();
        return open();
    }
}
