package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.spi.store.Store;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store that is asked after each call that writes whether it is consistent. Thread-safe if the store is. */
public final class CheckedStore implements InvocationHandler {
    /** The calls that write something of chains, of the queue or of claim batches. */
    private static final Set<String> WRITING = Set.of("commit", "save", "lanes", "claim", "renew", "prune", "erase");

    private static final int MAX_FINDINGS = 10;

    private final Store store;

    private CheckedStore(Store store) {
        this.store = store;
    }

    /** Returns the same store, which fails after a call that leaves it inconsistent. */
    public static Store of(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, new CheckedStore(store));
    }

    /** Returns the store that is checked; a store that is not checked itself. */
    public static Store unchecked(Store store) {
        return Proxy.isProxyClass(store.getClass()) && Proxy.getInvocationHandler(store) instanceof CheckedStore checked
                ? checked.store
                : store;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object result;
        try {
            result = method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (WRITING.contains(method.getName())) {
            assertThat(store.inconsistencies(MAX_FINDINGS))
                    .as("inconsistencies after %s", method.getName())
                    .isEmpty();
        }
        return result;
    }
}
