package io.github.webhooks4j.transport.internal.profile;

import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a transport has for each TLS profile. Immutable.
 *
 * @param <T> what it has
 */
public final class Profiles<T> {
    private final T standard;
    private final Map<String, T> named = new HashMap<>();

    /** Creates one of each profile of the settings. */
    public Profiles(ClientSettings.Tls tls, Function<TlsContext, T> made) {
        this.standard = made.apply(TlsContext.of(tls.standard()));
        tls.named().forEach((name, profile) -> named.put(name, made.apply(TlsContext.of(profile))));
    }

    /**
     * Returns what belongs to a profile.
     *
     * @param name its name; null for the standard one
     * @throws UnknownProfileException if there is none of this name: nothing may be sent
     */
    public T of(@Nullable String name) throws UnknownProfileException {
        T found = name == null ? standard : named.get(name);
        if (found == null) {
            throw new UnknownProfileException();
        }
        return found;
    }
}
