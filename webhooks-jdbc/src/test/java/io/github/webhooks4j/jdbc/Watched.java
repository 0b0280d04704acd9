package io.github.webhooks4j.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** Connections that a test looks into. */
final class Watched {
    private Watched() {}

    /** Looks at a call before it is made. */
    interface Before {
        /** Returns whether to make it; otherwise it does nothing. */
        boolean make(String method, Object[] arguments) throws SQLException;
    }

    static Connection connection(Connection connection, Before before) {
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

    /** Returns a connection that stays open when it is closed, as the one that a transaction is bound to. */
    static Connection keptOpen(Connection connection) {
        return connection(connection, (method, arguments) -> !method.equals("close"));
    }
}
