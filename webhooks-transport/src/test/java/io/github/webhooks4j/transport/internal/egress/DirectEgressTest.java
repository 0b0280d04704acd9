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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class DirectEgressTest {
    private final RecordingLogger log = new RecordingLogger();

    @AutoClose
    private final BoundedResolver resolver = new BoundedResolver(host -> List.of(), System::nanoTime);

    private final DirectEgress egress = new DirectEgress(AddressPolicy::publicOnly, resolver, log);

    @Test
    void names_the_denied_address_of_a_name_in_the_log_only() {
        List<InetAddress> found = List.of(address("9.9.9.9"), address("10.0.0.1"));

        assertThatThrownBy(() -> egress.checked(egress.target("hooks.test", 443), found))
                .isInstanceOf(DestinationDeniedException.class)
                .hasMessage("the address policy does not allow this destination");
        assertThat(log.lines).containsExactly("host hooks.test is denied for its address 10.0.0.1, one of 2");
    }

    private static InetAddress address(String literal) {
        return IpLiteral.parse(literal).orElseThrow();
    }

    private static final class RecordingLogger extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        private final transient List<String> lines = new ArrayList<>();

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                Object @Nullable [] arguments,
                @Nullable Throwable failure) {
            lines.add(MessageFormatter.basicArrayFormat(message, arguments));
        }
    }
}
