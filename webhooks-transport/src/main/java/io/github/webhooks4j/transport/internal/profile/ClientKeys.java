package io.github.webhooks4j.transport.internal.profile;

import io.github.webhooks4j.transport.ClientCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The client certificate of a profile, and which connections were asked for one. The certificate is shown to every
 * server that asks for one of its kind of key, whatever authorities the server names: its operator has chosen it.
 * Thread-safe.
 */
public final class ClientKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";
    private static final String EDWARDS = "Ed";

    private final @Nullable ClientCertificate certificate;
    // By identity: neither sockets nor engines override equals.
    private final Set<Object> asked = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    ClientKeys(@Nullable ClientCertificate certificate) {
        this.certificate = certificate;
    }

    /** Returns whether the server at the other end of a socket, or of an engine, asked for a client certificate. */
    public boolean wereAsked(Object connection) {
        return asked.contains(connection);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        asked.add(socket);
        return aliasOf(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        asked.add(engine);
        return aliasOf(keyTypes);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return certificate == null ? null : certificate.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return certificate == null ? null : certificate.revealPrivateKey();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = aliasOf(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    private @Nullable String aliasOf(String... keyTypes) {
        if (certificate == null) {
            return null;
        }
        String algorithm = certificate.chain().get(0).getPublicKey().getAlgorithm();
        for (String type : keyTypes) {
            // The JDK names one kind of key EdDSA or Ed25519.
            if (type.equals(algorithm) || (type.startsWith(EDWARDS) && algorithm.startsWith(EDWARDS))) {
                return ALIAS;
            }
        }
        return null;
    }
}
