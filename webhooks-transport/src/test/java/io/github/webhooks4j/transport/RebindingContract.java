package io.github.webhooks4j.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.transport.internal.address.IpLiteral;
import io.github.webhooks4j.transport.internal.dns.NameMemory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names that resolve to another address each time. Connections are recorded and prevented. */
@Tag("hostile")
abstract class RebindingContract extends GuardedFixture {
    private static final long SEED = 20_261_125;
    private static final int NAMES = 10_000;
    private static final int ATTEMPTS = 5;

    /** Known without asking any policy. */
    private static final List<String> PUBLIC =
            List.of("9.9.9.9", "1.0.0.0", "172.32.0.1", "192.169.1.1", "223.255.255.255", "2600::1", "2a00:1450::200e");

    private static final List<String> SPECIAL = List.of(
            "10.1.2.3",
            "127.0.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.168.1.1",
            "172.31.255.255",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fd00::7",
            "fe80::1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001::1",
            "::a00:1",
            "ff02::1");

    private final Queue<InetSocketAddress> dialled = new ConcurrentLinkedQueue<>();
    private final AtomicLong nanos = new AtomicLong();
    private List<InetAddress> answer = List.of();

    RebindingContract(GuardedTransportContract contract) {
        super(contract);
    }

    @Test
    void nothing_special_is_dialled_and_nothing_at_all_beside_it() {
        var random = new SplittableRandom(SEED);
        try (var transport = builder()
                .nameResolver(this::answer)
                .connectListener(this::record)
                .nanoTime(nanos::get)
                .build()) {
            int dials = 0;
            for (int attempt = 0; attempt < NAMES * ATTEMPTS; attempt++) {
                String host = "n" + attempt / ATTEMPTS + ".test";
                List<String> literals = literals(random);
                answer = addresses(literals);
                transport.exchange(Requests.to("http://" + host + ":" + random.nextInt(1, 65536) + "/"));

                boolean allPublic = PUBLIC.containsAll(literals);
                assertThat(dialled)
                        .as("seed %d, attempt %d, resolved to %s", SEED, attempt, literals)
                        .hasSize(allPublic ? literals.size() : 0)
                        .allMatch(peer -> answer.contains(peer.getAddress()));
                dials += dialled.size();
                dialled.clear();
                nanos.addAndGet(NameMemory.FAILURE_KEPT_NANOS); // A name without address is remembered so long.
            }
            assertThat(dials).isGreaterThan(NAMES);
        }
    }

    /** Returns 0 to 3 different addresses, in half of all cases public ones only. */
    private static List<String> literals(SplittableRandom random) {
        var chosen = new ArrayList<String>();
        boolean onlyPublic = random.nextBoolean();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<String> from = onlyPublic || random.nextBoolean() ? PUBLIC : SPECIAL;
            String next = from.get(random.nextInt(from.size()));
            if (!chosen.contains(next)) {
                chosen.add(next);
            }
        }
        return chosen;
    }

    private List<InetAddress> answer(String host) throws UnknownHostException {
        return answer;
    }

    private void record(InetSocketAddress peer) throws ConnectException {
        dialled.add(peer);
        throw new ConnectException("recorded, not dialled");
    }

    private static List<InetAddress> addresses(List<String> literals) {
        return literals.stream()
                .map(literal -> IpLiteral.parse(literal).orElseThrow())
                .toList();
    }
}
