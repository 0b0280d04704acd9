package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotesTest {
    @Test
    void engine_passes_on_what_an_operator_should_know_of_the_store() {
        var clock = new ManualClock();
        var memory = new InMemoryStore();
        Store noted = (Store) Proxy.newProxyInstance(
                NotesTest.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("notes")) {
                        return List.of("the store is not notified");
                    }
                    if (method.getName().equals("forNode")) {
                        return proxy;
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });

        try (WebhookEngine engine = EngineFixture.startOn(noted, new ScriptedTransport(), clock)) {
            assertThat(engine.notes()).containsExactly("the store is not notified");
        }
        assertThat(memory.notes()).isEmpty();
    }
}
