package io.github.webhooks4j.postgresql;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Notes what is said on each connection that it gives. Thread-safe. */
final class RecordingDataSource {
    private final DataSource source;
    private final List<List<String>> connections = new CopyOnWriteArrayList<>();

    private final List<PreparedStatement> prepared = new CopyOnWriteArrayList<>();

    RecordingDataSource(DataSource source) {
        this.source = source;
    }

    DataSource asDataSource() {
        return wrap(
                DataSource.class,
                source,
                (name, arguments, result) -> result instanceof Connection connection ? record(connection) : result);
    }

    /** Returns, for each connection, the statements and changes of autocommit, in their order. */
    List<List<String>> connections() {
        return connections.stream().map(List::copyOf).toList();
    }

    /** Returns how many of the prepared statements are still open. */
    int openStatements() throws SQLException {
        int open = 0;
        for (PreparedStatement statement : prepared) {
            open += statement.isClosed() ? 0 : 1;
        }
        return open;
    }

    private Connection record(Connection connection) {
        List<String> said = new CopyOnWriteArrayList<>();
        connections.add(said);
        return wrap(Connection.class, connection, (name, arguments, result) -> {
            if (name.equals("prepareStatement")) {
                said.add((String) arguments[0]);
                prepared.add((PreparedStatement) requireNonNull(result));
            } else if (name.equals("setAutoCommit")) {
                said.add("autocommit " + arguments[0]);
            }
            return name.equals("createStatement")
                    ? wrap(Statement.class, requireNonNull(result), (called, parameters, outcome) -> {
                        if (called.startsWith("execute")) {
                            said.add((String) parameters[0]);
                        }
                        return outcome;
                    })
                    : result;
        });
    }

    /** Looks at a call after it was made, and decides what to return. */
    private interface After {
        @Nullable Object look(String name, Object[] arguments, @Nullable Object result) throws SQLException;
    }

    private static <T> T wrap(Class<T> type, Object target, After after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Object[] arguments = given == null ? new Object[0] : given;
                    try {
                        return after.look(method.getName(), arguments, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** Returns the statements of all connections that wrote. */
    List<String> writes() {
        var writes = new ArrayList<String>();
        for (List<String> said : connections()) {
            if (said.stream().anyMatch(statement -> statement.startsWith("INSERT") || statement.startsWith("UPDATE"))) {
                writes.addAll(said);
            }
        }
        return writes;
    }
}
