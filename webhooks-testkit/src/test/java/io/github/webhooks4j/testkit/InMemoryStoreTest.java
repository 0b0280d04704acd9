package io.github.webhooks4j.testkit;

import io.github.webhooks4j.store.Store;

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
