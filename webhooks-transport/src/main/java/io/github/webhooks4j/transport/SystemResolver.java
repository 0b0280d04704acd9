package io.github.webhooks4j.transport;

import io.github.webhooks4j.transport.internal.address.IpLiteral;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The resolver of the JDK, asked for names as they are: with the dot that ends a name in the DNS, the system appends no
 * search domain to it. A name of one label gets no dot, since it is only found in a search domain or in the file of hosts;
 * nor does a name in that file, where names have none. Thread-safe.
 */
final class SystemResolver implements NameResolver {
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final String WINDOWS_HOSTS = "System32/drivers/etc/hosts";
    /** With this property the JDK reads a file, and asks neither the system nor a name server. */
    private static final String JDK_HOSTS = "jdk.net.hosts.file";

    private final Lookups lookups;
    private final Path hosts;

    /** What is asked for the addresses of a name. */
    @FunctionalInterface
    interface Lookups {
        InetAddress[] of(String name) throws UnknownHostException;
    }

    /** Creates the resolver of this system. */
    SystemResolver() {
        this(InetAddress::getAllByName, hostsOfSystem());
    }

    SystemResolver(Lookups lookups, Path hosts) {
        this.lookups = lookups;
        this.hosts = hosts;
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        String name = hasSearchDomains(host) ? host + '.' : host;
        try {
            return List.of(lookups.of(name));
        } catch (UnknownHostException e) {
            if (name.equals(host)) {
                throw e;
            }
            // The reason stays, of the name as it was asked for.
            String message = String.valueOf(e.getMessage());
            throw new UnknownHostException(
                    message.startsWith(name) ? host + message.substring(name.length()) : message);
        }
    }

    private boolean hasSearchDomains(String host) {
        return host.indexOf('.') > 0
                && !host.endsWith(".")
                && IpLiteral.parse(host).isEmpty()
                && System.getProperty(JDK_HOSTS) == null
                && !isInHosts(host);
    }

    private boolean isInHosts(String host) {
        try (Stream<String> lines = Files.lines(hosts, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.replaceFirst("#.*", "").strip().split("\\s+", -1))
                    .flatMap(words -> Arrays.stream(words).skip(1))
                    .anyMatch(host::equalsIgnoreCase);
        } catch (IOException | UncheckedIOException e) {
            return false; // There is none, or it cannot be read: it has no names then.
        }
    }

    private static Path hostsOfSystem() {
        String windows = System.getenv("SystemRoot");
        return windows == null ? HOSTS : Path.of(windows, WINDOWS_HOSTS);
    }
}
