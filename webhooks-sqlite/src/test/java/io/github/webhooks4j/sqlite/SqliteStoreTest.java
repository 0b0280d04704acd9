package io.github.webhooks4j.sqlite;

import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.tck.store.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("disk")
class SqliteStoreTest extends StoreContract {
    @TempDir
    private Path directory;

    @Override
    protected Store open() {
        return SqliteStore.open(directory.resolve("store.db"));
    }

    @Override
    protected Store reopen(Store store) {
        store.close();
        return open();
    }
}
