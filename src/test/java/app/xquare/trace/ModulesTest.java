package app.xquare.trace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Arrows only go down: web → query → store → model, otlp → ingest → store → model. */
class ModulesTest {
  private static final String ROOT = "app.xquare.trace";
  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

  @Test
  void modulesUseOnlyWhatTheyDeclare() {
    ApplicationModules.of(TraceApplication.class).verify();
  }

  @Test
  void theDomainIsPlainJava() {
    noClasses().that().resideInAPackage(ROOT + ".model..").should().dependOnClassesThat()
        .resideOutsideOfPackages(ROOT + ".model..", "java..", "org.jspecify..",
            "org.springframework.modulith..")
        .check(CLASSES);
  }

  @Test
  void onlyTheMongoEngineSeesMongo() {
    noClasses().that().resideOutsideOfPackage(ROOT + ".store.mongo..").should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.mongodb..", "org.bson..", "org.springframework.data..")
        .check(CLASSES);
  }

  @Test
  void onlyTheEmbeddedEngineSeesLucene() {
    noClasses().that().resideOutsideOfPackage(ROOT + ".store.lucene..").should()
        .dependOnClassesThat().resideInAPackage("org.apache.lucene..").check(CLASSES);
  }

  @Test
  void theEnginesDoNotKnowEachOther() {
    noClasses().that().resideInAPackage(ROOT + ".store.mongo..").should().dependOnClassesThat()
        .resideInAPackage(ROOT + ".store.lucene..").check(CLASSES);
    noClasses().that().resideInAPackage(ROOT + ".store.lucene..").should().dependOnClassesThat()
        .resideInAPackage(ROOT + ".store.mongo..").check(CLASSES);
  }

  @Test
  void onlyTheWireSeesProtobuf() {
    noClasses().that()
        .resideOutsideOfPackages(ROOT + ".otlp..", ROOT + ".ingest..", ROOT + ".codec..").should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.protobuf..", "io.opentelemetry.proto..", "com.google.rpc..")
        .check(CLASSES);
  }

  @Test
  void onlyTheReceiversAndTheDemoClientSeeGrpc() {
    noClasses().that().resideOutsideOfPackages(ROOT + ".otlp..", ROOT + ".demo..").should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "org.springframework.grpc..").check(CLASSES);
  }

  @Test
  void onlyTheLiveModeSeesAKubernetesClient() {
    noClasses().that().resideOutsideOfPackage(ROOT + ".instrumentation.live..").should()
        .dependOnClassesThat().resideInAPackage("io.fabric8..").check(CLASSES);
  }

  @Test
  void onlyTheReaderOfManifestsSeesYaml() {
    noClasses().that().resideOutsideOfPackage(ROOT + ".instrumentation.manifest..").should()
        .dependOnClassesThat().resideInAPackage("org.yaml..").check(CLASSES);
  }

  @Test
  void onlyTheOutsideSeesHttp() {
    noClasses().that().resideOutsideOfPackages(ROOT + ".otlp..", ROOT + ".web..").should()
        .dependOnClassesThat().resideInAnyPackage("jakarta.servlet..", "org.springframework.http..",
            "org.springframework.web..", "org.apache.catalina..")
        .check(CLASSES);
  }
}
