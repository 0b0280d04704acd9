package io.github.webhooks4j.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Connections that a test looks into. */
public final class Watched {
    private Watched() {}

    /** Looks at a call before it is made. */
    public interface Before {
        /** Returns whether to make it; otherwise it does nothing. */
        boolean make(String method, Object[] arguments) throws SQLException;
    }

    public static Connection connection(Connection connection, Before before) {
        return (Connection) Proxy.newProxyInstance(
                Watched.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, given) -> {
                    if (!before.make(method.getName(), given == null ? new Object[0] : given)) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Returns a connection that ignores LISTEN. */
    public static Connection deaf(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Watched.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, given) -> {
                    try {
                        Object result = method.invoke(connection, given);
                        return result instanceof Statement statement
                                        && method.getName().equals("createStatement")
                                ? notListening(statement)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Statement notListening(Statement statement) {
        return (Statement) Proxy.newProxyInstance(
                Watched.class.getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, given) -> {
                    if (method.getName().equals("execute")
                            && given[0].toString().startsWith("LISTEN")) {
                        return false;
                    }
                    try {
                        return method.invoke(statement, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Returns a connection that stays open when it is closed, as the one that a transaction is bound to. */
    public static Connection keptOpen(Connection connection) {
        return connection(connection, (method, arguments) -> !method.equals("close"));
    }
}
