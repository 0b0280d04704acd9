package io.github.webhooks4j.spring.boot.receiver;

import org.junit.jupiter.api.Tag;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** Receivers of Spring MVC over Tomcat, behind Spring Security. */
@Tag("e2e")
class MvcReceiverTest extends ReceiverTests {
    @Override
    SpringApplication application() {
        var application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        return application;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Handlers.class)
    static class Application {
        @Bean
        SecurityFilterChain hooks(HttpSecurity http) throws Exception {
            return http.securityMatcher("/hooks/**")
                    .csrf(csrf -> csrf.disable())
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }
}
