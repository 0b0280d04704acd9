package io.github.webhooks4j.engine;

import io.github.webhooks4j.spi.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A store on which a test listens in, to count its calls or to make one fail. */
public final class HookedStore {
    /** What happens before a call. */
    public interface Hook {
        /** Lets the call go on, or throws in its place. */
        void before(String method, Object[] arguments) throws InterruptedException;
    }

    private HookedStore() {}

    public static Store of(Store store, Hook hook) {
        return of(store, 1, hook);
    }

    /**
     * Listens in on a store.
     *
     * @param commits as how many commits at once it gives itself out for
     */
    static Store of(Store store, int commits, Hook hook) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("maxConcurrentCommits")) {
                        return commits;
                    }
                    hook.before(method.getName(), arguments == null ? new Object[0] : arguments);
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
