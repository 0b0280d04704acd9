package io.github.webhooks4j.netty.internal.connection;

import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.github.webhooks4j.transport.internal.profile.Profiles;
import io.github.webhooks4j.transport.internal.profile.UnknownProfileException;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** TLS by each profile of a client. Thread-safe. */
public final class TlsClients implements AutoCloseable {
    /** The steps of handshakes that take long, such as the check of a certificate, would hold the loop's other exchanges. */
    private static final int HANDSHAKE_THREADS = 2;

    private final ThreadPoolExecutor handshakes = new ThreadPoolExecutor(
            HANDSHAKE_THREADS,
            HANDSHAKE_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("webhooks-netty-tls", true));
    private final Profiles<TlsClient> profiles;

    public TlsClients(ClientSettings.Tls tls) {
        handshakes.allowCoreThreadTimeOut(true);
        this.profiles = new Profiles<>(tls, context -> new TlsClient(context, handshakes));
    }

    /**
     * Checks that there is a profile of a name.
     *
     * @throws UnknownProfileException if there is none
     */
    public void check(@Nullable String profile) throws UnknownProfileException {
        of(profile);
    }

    TlsClient of(@Nullable String profile) throws UnknownProfileException {
        return profiles.of(profile);
    }

    /** Ends the threads of handshakes. */
    @Override
    public void close() {
        handshakes.shutdownNow();
    }
}
