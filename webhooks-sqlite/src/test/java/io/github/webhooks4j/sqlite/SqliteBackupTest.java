package io.github.webhooks4j.sqlite;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteScripts;
import io.github.webhooks4j.stats.ChainCounts;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

@Tag("disk")
class SqliteBackupTest {
    @TempDir
    private Path temporary;

    private Path directory;
    private Path path;
    private Path target;
    private SqliteStore store;

    @BeforeEach
    void open() throws IOException {
        directory = temporary.toRealPath();
        path = directory.resolve("store.db");
        target = directory.resolve("copy.db");
        store = SqliteStore.open(path);
        store.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void has_everything_that_was_acknowledged_before_it_while_others_write() throws Exception {
        var acknowledged = new AtomicInteger();
        var stop = new AtomicBoolean();
        var enough = new CountDownLatch(100);
        CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                int next = acknowledged.get() + 1;
                store.forNode(Samples.at(NOW)).commit(List.of(publish("e" + next, "c" + next, "w")));
                acknowledged.set(next);
                enough.countDown();
            }
        });
        assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();

        int before = acknowledged.get();
        store.backup(target);
        stop.set(true);
        publisher.get(30, TimeUnit.SECONDS);

        try (SqliteStore copy = SqliteStore.builder(target).checkIntegrity(true).open()) {
            for (int i = 1; i <= before; i++) {
                assertThat(copy.findChain(Samples.chain("c" + i)))
                        .as("chain %d of %d", i, before)
                        .isPresent();
            }
            ChainCounts counts = copy.chainCounts();
            assertThat(counts.isBalanced()).isTrue();
            assertThat(counts.accepted()).isBetween((long) before, (long) acknowledged.get());
            assertThat(copy.webhooks(0)).hasSize(1);
        }
    }

    @Test
    void is_written_to_a_name_that_is_free_and_leaves_nothing_else() throws IOException {
        store.backup(target);

        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder("store.db", "store.db-wal", "store.db-shm", "store.db.lock", "copy.db");
    }

    @Test
    void overwrites_nothing() throws IOException {
        Files.writeString(target, "mine");

        refuses(
                target,
                Reason.IN_USE,
                "the backup file " + target
                        + " is there already and is not overwritten; name another file, or delete it first");
        assertThat(target).hasContent("mine");
    }

    @Test
    void does_not_touch_what_an_unfinished_backup_has_left() throws IOException {
        Path part = Files.writeString(directory.resolve("copy.db.part"), "half");

        refuses(
                target,
                Reason.IN_USE,
                "the backup file " + part
                        + " is there already and is not overwritten; name another file, or delete it first");
        assertThat(target).doesNotExist();
        assertThat(part).hasContent("half");
    }

    @Test
    void reports_that_its_directory_is_missing() {
        Path lost = directory.resolve("missing").resolve("copy.db");

        refuses(
                lost,
                Reason.INACCESSIBLE,
                "the backup " + lost
                        + " cannot be written (NoSuchFileException); name a file in a directory that exists and may be written");
    }

    @Test
    void has_the_permissions_of_the_store() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));

        store.backup(target);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
    }

    @Test
    void leaves_nothing_when_it_fails() {
        store.close();
        store = open(new Vacuum() {
            @Override
            public void run() throws SQLException {
                throw new SQLiteException(
                        "[SQLITE_FULL] Insertion failed because database is full (database or disk is full)",
                        SQLiteErrorCode.SQLITE_FULL);
            }
        });

        refuses(
                target,
                Reason.FAILED,
                "the store file " + path + " could not be copied to " + target
                        + ", and there is no copy: database or disk is full (SQLITE_FULL); make room on its file system");
        assertThat(directory.toFile().list()).doesNotContain("copy.db", "copy.db.part");
    }

    @Test
    void ends_when_the_store_is_closed_and_leaves_nothing() throws Exception {
        store.close();
        var begun = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        store = open(new Vacuum() {
            @Override
            public void run() throws SQLException, InterruptedException {
                begun.countDown();
                assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
                throw new SQLiteException(
                        "[SQLITE_INTERRUPT] Operation terminated by sqlite3_interrupt() (interrupted)",
                        SQLiteErrorCode.SQLITE_INTERRUPT);
            }

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        });
        CompletableFuture<Throwable> backup =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> store.backup(target)));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        store.close();

        assertThat(backup.get(30, TimeUnit.SECONDS))
                .isInstanceOf(StoreException.class)
                .hasMessage("the backup " + target + " was not made, since the store was closed in the meantime")
                .extracting("reason")
                .isEqualTo(Reason.CLOSED);
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("store.db", "store.db.lock");
    }

    @Test
    void is_refused_after_the_store_was_closed() {
        store.close();

        refuses(target, Reason.CLOSED, "the store on " + path + " was closed; open it again to use it");
    }

    private void refuses(Path to, Reason reason, String message) {
        assertThatThrownBy(() -> store.backup(to))
                .isInstanceOf(StoreException.class)
                .hasMessage(message)
                .extracting("reason")
                .isEqualTo(reason);
    }

    /** What happens instead of a copy. */
    private interface Vacuum {
        void run() throws SQLException, InterruptedException;

        default void cancel() {}
    }

    private SqliteStore open(Vacuum vacuum) {
        SqliteFile file = SqliteFile.open(
                path, SqliteScripts.schema(), false, (url, properties) -> connect(url, properties, vacuum));
        return new SqliteStore(file, SecretCipher.of(List.of()));
    }

    private static Connection connect(String url, Properties properties, Vacuum vacuum) throws SQLException {
        Connection real = DriverManager.getConnection(url, properties);
        return proxy(Connection.class, (method, arguments) -> {
            Object result = method.invoke(real, arguments);
            return result instanceof PreparedStatement statement && arguments[0].equals("VACUUM INTO ?")
                    ? proxy(PreparedStatement.class, (call, given) -> {
                        switch (call.getName()) {
                            case "executeUpdate" -> {
                                vacuum.run();
                                return 0;
                            }
                            case "cancel" -> {
                                vacuum.cancel();
                                return null;
                            }
                            default -> {
                                return call.invoke(statement, given);
                            }
                        }
                    })
                    : result;
        });
    }

    private interface Call {
        @Nullable Object on(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return call.on(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
