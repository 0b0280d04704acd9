package io.github.webhooks4j.transport.internal.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupTurnsTest {
    private static final long SHORT = 1_000_000;
    private static final long LONG = 300_000_000;

    private final NameMemory memory = new NameMemory();
    private final LookupTurns turns = new LookupTurns(memory);

    @ParameterizedTest
    @CsvSource({
        "hooks.acme.example, acme.example",
        "acme.example, acme.example",
        "example, example",
        "a.b.acme.example., acme.example"
    })
    void a_domain_is_the_last_two_labels(String host, String domain) {
        assertThat(Lookup.domain(host)).isEqualTo(domain);
    }

    @Test
    void one_domain_has_a_quarter_of_the_places_however_long_its_names_hang() {
        add(40, "n%d.acme.example");

        assertThat(start(0)).hasSize(8);
        assertThat(start(LONG)).isEmpty();
    }

    @Test
    void domains_take_turns() {
        add(3, "n%d.acme.example");
        add(2, "n%d.other.example");

        assertThat(start(0))
                .containsExactly(
                        "n0.acme.example",
                        "n0.other.example",
                        "n1.acme.example",
                        "n1.other.example",
                        "n2.acme.example");
    }

    @Test
    void reserves_a_quarter_of_the_places_for_names_that_resolved_before() {
        memory.resolved("good.example");
        add(40, "n.new-%d.example");
        assertThat(start(0)).hasSize(24);

        add(1, "good.example");

        assertThat(start(SHORT)).containsExactly("good.example");
    }

    @Test
    void a_long_lookup_releases_its_place_until_64_have() {
        add(200, "n.new-%d.example");
        var started = new ArrayList<Integer>();

        for (int i = 0; i < 5; i++) {
            started.add(start(i * LONG).size());
        }

        assertThat(started).containsExactly(24, 24, 24, 16, 0);
    }

    @Test
    void names_that_hung_before_leave_half_of_that_room_to_others() {
        for (int i = 0; i < 100; i++) {
            memory.hung("n.hung-" + i + ".example");
        }
        add(100, "n.hung-%d.example");
        int started = 0;
        for (int i = 0; i < 5; i++) {
            started += start(i * LONG).size();
        }
        assertThat(started).isLessThanOrEqualTo(56);

        add(1, "n.new-%d.example");
        assertThat(start(9 * LONG)).containsExactly("n.new-0.example");
    }

    @Test
    void a_lookup_that_ends_frees_a_place_in_its_domain() {
        List<Lookup> lookups = add(9, "n%d.acme.example");
        assertThat(start(0)).hasSize(8);

        turns.ended(lookups.get(0));

        assertThat(start(SHORT)).containsExactly("n8.acme.example");
    }

    @Test
    void makes_no_lookup_that_no_caller_waits_for() {
        List<Lookup> lookups = add(2, "n%d.acme.example");

        turns.remove(lookups.get(0));

        assertThat(start(0)).containsExactly("n1.acme.example");
    }

    @Test
    void has_room_for_1024_that_wait() {
        add(1024, "n%d.acme.example");
        assertThat(turns.isFull()).isTrue();

        start(0);
        assertThat(turns.isFull()).isFalse();
    }

    private List<Lookup> add(int count, String host) {
        var added = new ArrayList<Lookup>();
        for (int i = 0; i < count; i++) {
            var lookup = new Lookup(host.formatted(i));
            turns.add(lookup);
            added.add(lookup);
        }
        return added;
    }

    private List<String> start(long now) {
        var started = new ArrayList<String>();
        for (Optional<Lookup> next = turns.next(now); next.isPresent(); next = turns.next(now)) {
            started.add(next.get().host);
        }
        return started;
    }
}
