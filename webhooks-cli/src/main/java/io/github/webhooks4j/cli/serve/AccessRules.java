package io.github.webhooks4j.cli.serve;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.cli.io.ApiToken;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * The access rules of a hub: programs on this machine may use it, or those that have its token, and no web page in a browser. A page can
 * send requests to any address, and can make its own name lead here (DNS rebinding); the browser then sends its origin and the
 * requested name, and can send no JSON unless the hub allows it. Immutable and thread-safe.
 */
final class AccessRules {
    private static final Pattern HOST =
            Pattern.compile("(?<name>\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/?#@\\s]+?)\\.?(:(?<port>[0-9]{0,5}))?");
    private static final Pattern ORIGIN = Pattern.compile("(?<scheme>https?)://(?<authority>[^/?#@]+)");
    private static final Pattern JSON_TYPE = Pattern.compile(
            "application/([a-z0-9!#$&^_.+-]+\\+)?json(?<parameters>\\s*(;.*)?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern OTHER_CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*(?!\"?utf-8\"?\\s*(;|$))", Pattern.CASE_INSENSITIVE);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[0:0:0:0:0:0:0:1]");

    private final Set<String> hosts;
    private final @Nullable ApiToken token;

    private AccessRules(Set<String> hosts, @Nullable ApiToken token) {
        this.hosts = Set.copyOf(hosts);
        this.token = token;
    }

    /**
     * Returns rules that take requests for the loopback names, for the host of {@code callbackBase}, and for {@code others}.
     *
     * @param callbackBase null if it is a loopback URL anyway
     * @throws IllegalArgumentException if one of {@code others} is no name or address
     */
    static AccessRules of(@Nullable URI callbackBase, List<String> others) {
        var hosts = new HashSet<>(LOOPBACK);
        if (callbackBase != null) {
            name(callbackBase.getRawAuthority().replaceFirst(".*@", "")).ifPresent(hosts::add);
        }
        for (String other : others) {
            String host = other.indexOf(':') < 0 || other.startsWith("[") ? other : '[' + other + ']';
            Matcher parts = HOST.matcher(host);
            if (!parts.matches() || parts.group("port") != null) {
                throw new IllegalArgumentException(
                        "must be a host's name or address without scheme and port, was " + Violation.quote(other));
            }
            hosts.add(inOneForm(parts.group("name")));
        }
        return new AccessRules(hosts, null);
    }

    /** Returns these rules for requests that carry a token. */
    AccessRules withToken(ApiToken token) {
        return new AccessRules(hosts, token);
    }

    /** Returns the refusal of a request that was meant for another host; empty if it was meant for this one. */
    Optional<HubResponse> refuseHost(HttpFields headers) {
        List<String> values = headers.getValuesList("Host");
        if (values.size() != 1) {
            return Optional.of(HubResponse.error(400, "A request must have one Host header."));
        }
        if (name(values.get(0)).filter(hosts::contains).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(HubResponse.error(
                421,
                "Host must be a loopback name, the host of --callback-base or one of --host, was "
                        + Violation.quote(values.get(0))
                        + "; start serve with --host NAME to be reached by another name."));
    }

    /** Returns the refusal of a request of a page of another origin, or without the token; empty if it is neither. */
    Optional<HubResponse> refuseCaller(HttpFields headers) {
        Optional<HubResponse> refused = refuseOrigin(headers);
        if (refused.isPresent() || token == null || token.isCarriedBy(headers.getValuesList("Authorization"))) {
            return refused;
        }
        return Optional.of(HubResponse.error(
                401, "Authorization must be Bearer and the token in the file that --api-token-file names."));
    }

    /** The host was checked before. */
    private static Optional<HubResponse> refuseOrigin(HttpFields headers) {
        String host = String.valueOf(headers.get("Host"));
        for (String origin : headers.getValuesList("Origin")) {
            Matcher parts = ORIGIN.matcher(origin);
            if (!parts.matches()
                    || !authority(parts.group("scheme"), parts.group("authority"))
                            .equals(authority(parts.group("scheme"), host))) {
                return Optional.of(HubResponse.error(
                        403, "Origin must be that of the hub itself, or absent, was " + Violation.quote(origin) + "."));
            }
        }
        return Optional.empty();
    }

    /** Returns the refusal of a body that is not said to be JSON in UTF-8; empty if it is. */
    static Optional<HubResponse> refuseType(HttpFields headers) {
        List<String> types = headers.getValuesList("Content-Type");
        boolean json = types.size() == 1 && isJson(types.get(0).strip());
        return json
                ? Optional.empty()
                : Optional.of(HubResponse.error(
                        415,
                        "Content-Type must be application/json or another JSON type, in UTF-8, was "
                                + (types.isEmpty() ? "absent" : Violation.quote(String.join(", ", types))) + "."));
    }

    private static boolean isJson(String type) {
        Matcher parts = JSON_TYPE.matcher(type);
        return parts.matches()
                && !OTHER_CHARSET.matcher(parts.group("parameters")).find();
    }

    private static Optional<String> name(String host) {
        Matcher parts = HOST.matcher(host);
        return parts.matches() ? Optional.of(inOneForm(parts.group("name"))) : Optional.empty();
    }

    /** Returns a name in lower case, and an address of IPv6 with all its groups. */
    private static String inOneForm(String name) {
        if (name.startsWith("[")) {
            try {
                // Within brackets is an address: no name is looked up.
                return '[' + InetAddress.getByName(name).getHostAddress() + ']';
            } catch (UnknownHostException e) {
                // No address: it stays as it is.
            }
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Returns host and port in one form; a malformed host is equal only to itself. */
    private static String authority(String scheme, String authority) {
        Matcher parts = HOST.matcher(authority);
        if (!parts.matches()) {
            return authority;
        }
        String port = parts.group("port");
        String usual = scheme.equals("https") ? "443" : "80";
        return inOneForm(parts.group("name")) + ':' + (port == null || port.isEmpty() ? usual : port);
    }
}
