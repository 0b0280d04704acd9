package io.github.webhooks4j.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Opens connections on which a statement or a commit fails on demand, as if the disk had. Used by one thread. */
final class FaultyDisk {
    private int steps;
    private int faultyStep;
    private @Nullable SQLiteErrorCode fault;

    /** Makes one step fail: a statement that is run, or a commit. */
    void failAt(int step, SQLiteErrorCode fault) {
        this.steps = 0;
        this.faultyStep = step;
        this.fault = fault;
    }

    void heal() {
        fault = null;
    }

    /** Returns whether the fault has come. */
    boolean hasFailed() {
        return steps >= faultyStep;
    }

    Connection connect(String url, Properties properties) throws SQLException {
        return wrap(Connection.class, DriverManager.getConnection(url, properties));
    }

    private <T> T wrap(Class<T> type, Object target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Object[] arguments = given == null ? new Object[0] : given;
                    boolean commits = method.getName().equals("setAutoCommit") && Boolean.TRUE.equals(arguments[0]);
                    if (commits || method.getName().startsWith("execute")) {
                        step();
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        return switch (method.getName()) {
                            case "prepareStatement" -> wrap(PreparedStatement.class, result);
                            case "createStatement" -> wrap(Statement.class, result);
                            default -> result;
                        };
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private void step() throws SQLException {
        SQLiteErrorCode present = fault;
        if (present != null && ++steps == faultyStep) {
            // As the driver reports it: its own words, then SQLite's.
            throw new SQLiteException("[" + present.name() + "] " + present.message + " (in SQLite's words)", present);
        }
    }
}
