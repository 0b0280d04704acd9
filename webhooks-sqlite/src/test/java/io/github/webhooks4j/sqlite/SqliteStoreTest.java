package io.github.webhooks4j.sqlite;

import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.testkit.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
    @TempDir
    private Path folder;

    @Override
    protected Store open() {
        return SqliteStore.open(folder.resolve("store.db"));
    }

    @Override
    protected Store reopen(Store store) {
        store.close();
        return open();
    }
}
