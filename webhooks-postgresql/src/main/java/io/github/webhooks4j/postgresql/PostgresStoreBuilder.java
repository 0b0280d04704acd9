package io.github.webhooks4j.postgresql;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.FieldCipher;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.StoreException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The options of a {@link PostgresStore}. Used by one thread. */
public final class PostgresStoreBuilder {
    private final DataSource source;
    private SchemaMode create = SchemaMode.MIGRATE;
    private List<EncryptionKey> keys = List.of();
    private transient @Nullable FieldCipher cipher;
    private @Nullable DataSource listening;

    PostgresStoreBuilder(DataSource source) {
        this.source = requireNonNull(source, "source");
    }

    /** Sets whether to create and upgrade the tables; {@link SchemaMode#MIGRATE} unless set. */
    public PostgresStoreBuilder schemaMode(SchemaMode create) {
        this.create = requireNonNull(create, "create");
        return this;
    }

    /**
     * Encrypts secrets.
     *
     * @param keys the first one encrypts, all of them decrypt; none, as is the default: secrets are stored unencrypted
     */
    public PostgresStoreBuilder keys(List<EncryptionKey> keys) {
        this.keys = List.copyOf(keys);
        return this;
    }

    /**
     * Sets a cipher of the application's, for keys in a key management service: it encrypts, and the {@linkplain #keys keys},
     * if there are any, only decrypt what they encrypted before. What is there and unencrypted, under a key or {@linkplain
     * FieldCipher#isCurrent not current} is encrypted again when the store is opened, some rows at a time. Default: none.
     */
    public PostgresStoreBuilder cipher(FieldCipher cipher) {
        this.cipher = requireNonNull(cipher, "cipher");
        return this;
    }

    /**
     * Listens for other nodes on a connection of another data source, which the store keeps for as long as it is open.
     * Without one it keeps a connection of the first data source. One of its own is needed where that leads through a
     * pooler that shares sessions between transactions (PgBouncer, {@code pool_mode=transaction}), on whose connections
     * no notification arrives; and it keeps pools that look for leaks (HikariCP, {@code leakDetectionThreshold}) from
     * reporting the connection. It should be no pool: the PostgreSQL driver's {@code PGSimpleDataSource} will do.
     *
     * @param listening leads to the same database and schema; stays the application's to close
     */
    public PostgresStoreBuilder listening(DataSource listening) {
        this.listening = requireNonNull(listening, "listening");
        return this;
    }

    /**
     * Opens the store.
     *
     * @throws StoreException as {@link PostgresStore#open(DataSource, SchemaMode, List)} does, and if the data source for
     *     listening leads elsewhere
     */
    public PostgresStore open() {
        return PostgresStore.open(source, listening, create, SecretCipher.of(keys, cipher), StoreClock.SERVERS);
    }
}
