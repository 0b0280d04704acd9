package io.github.webhooks4j.spring.boot.console;

import io.github.webhooks4j.console.exchange.FormToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.web.csrf.CsrfToken;

/** The field that Spring Security's filter requires in every form. */
final class CsrfFields {
    private CsrfFields() {}

    /** Returns the field; empty if the application has switched that filter off. */
    static Optional<FormToken> of(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
                ? Optional.of(FormToken.of(token.getParameterName(), token.getToken()))
                : Optional.empty();
    }
}
