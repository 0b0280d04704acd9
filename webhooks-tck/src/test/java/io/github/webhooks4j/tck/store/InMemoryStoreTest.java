package io.github.webhooks4j.tck.store;

import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.InMemoryStore;

class InMemoryStoreTest extends StoreContract {

    @Override
    protected Store open() {
        return new InMemoryStore();
    }

    @Override
    protected Store reopen(Store store) {
        return ((InMemoryStore) store).reopen();
    }
}
