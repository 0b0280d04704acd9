package io.github.webhooks4j.transport.internal.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.address.IpLiteral;
import io.github.webhooks4j.transport.internal.dns.BoundedResolver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DirectEgressTest {
    private final List<String> log = new ArrayList<>();

    @AutoClose
    private final BoundedResolver resolver = new BoundedResolver(host -> List.of(), System::nanoTime);

    private final DirectEgress egress = new DirectEgress(AddressPolicy::publicOnly, resolver, log::add);

    @Test
    void names_the_denied_address_of_a_name_in_the_log_only() {
        List<InetAddress> found = List.of(address("9.9.9.9"), address("10.0.0.1"));

        assertThatThrownBy(() -> egress.checked(egress.target("hooks.test", 443), found))
                .isInstanceOf(DestinationDeniedException.class)
                .hasMessage("the address policy does not allow this destination");
        assertThat(log).containsExactly("host hooks.test is denied for its address 10.0.0.1, one of 2");
    }

    private static InetAddress address(String literal) {
        return IpLiteral.parse(literal).orElseThrow();
    }
}
