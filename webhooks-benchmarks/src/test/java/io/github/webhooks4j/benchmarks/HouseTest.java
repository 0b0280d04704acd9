package io.github.webhooks4j.benchmarks;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.State;

/** The rules of the house, as far as they hold for what measures. */
class HouseTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // What JMH writes is not ours.
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackagesOf(Main.class);

    @Test
    void packages_have_no_cycles() {
        slices().matching("io.github.webhooks4j.(**)")
                .should()
                .beFreeOfCycles()
                // The entry names every command; it is what no command needs.
                .ignoreDependency(equivalentTo(Main.class), alwaysTrue())
                .because("a package can be read, and moved, only if it does not need those that need it")
                .check(CLASSES);
    }

    @Test
    void names_say_what_a_class_is() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl)(\\$.*)?")
                .because("such a name fits everything, so everything ends up there")
                .check(CLASSES);
    }

    @Test
    void classes_are_final() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .and()
                .doNotHaveSimpleName("package-info")
                // JMH extends them.
                .and()
                .areNotAnnotatedWith(State.class)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .because("no is temporary, yes is permanent")
                .check(CLASSES);
    }

    @Test
    void never_sleeps_in_main_code() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .because("what is waited for is a condition, with a bound")
                .check(CLASSES);
    }

    @Test
    void every_package_is_null_marked() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .as("because NullAway checks annotated packages only")
                .allMatch(known -> known.isAnnotatedWith(NullMarked.class));
    }
}
