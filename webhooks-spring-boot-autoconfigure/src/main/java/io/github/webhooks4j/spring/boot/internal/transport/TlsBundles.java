package io.github.webhooks4j.spring.boot.internal.transport;

import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.transport.ClientCertificate;
import io.github.webhooks4j.transport.TlsProfile;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;

/** TLS profiles of Spring Boot's SSL bundles. */
record TlsBundles(ObjectProvider<SslBundles> bundles) {
    /**
     * Returns a profile that trusts what the bundle trusts, or the JVM if it has no trust store, and shows its key's certificate if it has
     * one.
     *
     * @param property the property that names the bundle
     * @throws WebhooksConfigurationException if there is no such bundle, or it cannot be used
     */
    TlsProfile profile(String property, String name) {
        SslBundles known = bundles.getIfAvailable();
        if (known == null || !known.getBundleNames().contains(name)) {
            throw new WebhooksConfigurationException(
                    property + " must name an SSL bundle, but there is none named \"" + name + "\".",
                    "Set spring.ssl.bundle.pem." + name + " or spring.ssl.bundle.jks." + name
                            + ", or correct the name.");
        }
        try {
            return profile(load(known, name), known.getBundle(name));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new WebhooksConfigurationException(
                    property + " names the SSL bundle \"" + name + "\", which cannot be used: " + e.getMessage() + ".",
                    "Correct what is below spring.ssl.bundle of this name.");
        }
    }

    /** Loads what a bundle has. What Spring Boot says of one that it cannot load may quote a private key. */
    private static Loaded load(SslBundles known, String name) {
        try {
            SslStoreBundle stores = known.getBundle(name).getStores();
            return new Loaded(stores.getTrustStore(), stores.getKeyStore());
        } catch (RuntimeException e) {
            throw new IllegalStateException("its certificates or its key cannot be read");
        }
    }

    private record Loaded(
            @Nullable KeyStore trusted, @Nullable KeyStore keys) {}

    private static TlsProfile profile(Loaded loaded, SslBundle bundle) {
        KeyStore trusted = loaded.trusted();
        KeyStore keys = loaded.keys();
        if (trusted == null && keys == null) {
            throw new IllegalArgumentException("it must have a trust store or a key store, has neither");
        }
        TlsProfile profile =
                trusted == null ? TlsProfile.ofJvm() : TlsProfile.ofJvm().trustingOnly(trusted);
        return keys == null
                ? profile
                : profile.withClientCertificate(
                        ClientCertificate.of(keys, alias(keys, bundle.getKey()), password(bundle)));
    }

    private static char[] password(SslBundle bundle) {
        SslBundleKey key = bundle.getKey();
        String password = key.getPassword() == null ? bundle.getStores().getKeyStorePassword() : key.getPassword();
        return password == null ? new char[0] : password.toCharArray();
    }

    private static String alias(KeyStore keys, SslBundleKey key) {
        if (key.getAlias() != null) {
            return key.getAlias();
        }
        try {
            List<String> aliases = new ArrayList<>();
            for (String alias : Collections.list(keys.aliases())) {
                if (keys.isKeyEntry(alias)) {
                    aliases.add(alias);
                }
            }
            if (aliases.size() != 1) {
                throw new IllegalArgumentException("its key store must have one key, or the bundle must name one by "
                        + "key.alias, but it has " + aliases.size());
            }
            return aliases.get(0);
        } catch (KeyStoreException e) {
            throw new IllegalStateException("its key store is not loaded", e);
        }
    }
}
