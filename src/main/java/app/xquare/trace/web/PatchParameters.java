package app.xquare.trace.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The operation takes what {@link PatchOptions} reads. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(name = "language", in = ParameterIn.QUERY, example = "java", schema = @Schema(type = "string"), description = "Language of the agent: `java`, `nodejs`, `python`, `dotnet`, `sdk` (settings only), `go`; `apache-httpd` and `nginx` by annotation only.")
@Parameter(name = "mode", in = ParameterIn.QUERY, example = "inject", schema = @Schema(type = "string"), description = "`inject` puts the agent into the manifest, `annotate` asks the operator for it.")
@Parameter(name = "containers", in = ParameterIn.QUERY, example = "app", array = @ArraySchema(schema = @Schema(type = "string")), description = "Containers that get the agent; else the one that is no known sidecar.")
@Parameter(name = "namespace", in = ParameterIn.QUERY, example = "shop-prod", schema = @Schema(type = "string"), description = "Namespace, where the manifest says none.")
@Parameter(name = "endpoint", in = ParameterIn.QUERY, example = "http://collector.otel:4318", schema = @Schema(type = "string"), description = "Where spans go; else the collector on the pod's node.")
@Parameter(name = "protocol", in = ParameterIn.QUERY, example = "http/protobuf", schema = @Schema(type = "string"), description = "`http/protobuf`, or `grpc` (Java, Node.js).")
@Parameter(name = "signals", in = ParameterIn.QUERY, example = "traces", array = @ArraySchema(schema = @Schema(type = "string")), description = "What is exported: `traces`, `metrics`, `logs`; else traces.")
@Parameter(name = "propagators", in = ParameterIn.QUERY, example = "tracecontext", array = @ArraySchema(schema = @Schema(type = "string")), description = "How context travels; else tracecontext and baggage.")
@Parameter(name = "sampler", in = ParameterIn.QUERY, example = "parentbased_traceidratio", schema = @Schema(type = "string"), description = "Kind of the sampler.")
@Parameter(name = "samplerArgument", in = ParameterIn.QUERY, example = "0.25", schema = @Schema(type = "string"), description = "Its argument; of ratios, 0 to 1.")
@Parameter(name = "env", in = ParameterIn.QUERY, example = "OTEL_LOG_LEVEL=debug", array = @ArraySchema(schema = @Schema(type = "string")), description = "Further variables, `NAME=value`.")
@Parameter(name = "languageEnv", in = ParameterIn.QUERY, example = "OTEL_JAVAAGENT_DEBUG=true", array = @ArraySchema(schema = @Schema(type = "string")), description = "Further variables that go before all others.")
@Parameter(name = "resourceAttributes", in = ParameterIn.QUERY, example = "team=shop", array = @ArraySchema(schema = @Schema(type = "string")), description = "Resource attributes, `key=value`.")
@Parameter(name = "deriveEnvironment", in = ParameterIn.QUERY, example = "true", schema = @Schema(type = "boolean"), description = "Whether `-prod` and `-stag` of the namespace become `deployment.environment.name`; else they do.")
@Parameter(name = "image", in = ParameterIn.QUERY, example = "mirror.example/java-agent:2.30.0", schema = @Schema(type = "string"), description = "Image of the agent.")
@Parameter(name = "imagePullPolicy", in = ParameterIn.QUERY, example = "IfNotPresent", schema = @Schema(type = "string"), description = "Of the agent's image.")
@Parameter(name = "imagePullSecrets", in = ParameterIn.QUERY, example = "regcred", array = @ArraySchema(schema = @Schema(type = "string")), description = "Secrets that the agent's image needs.")
@Parameter(name = "platform", in = ParameterIn.QUERY, example = "glibc", schema = @Schema(type = "string"), description = "C library of the application's image: `glibc` or `musl`.")
@Parameter(name = "volumeSizeLimit", in = ParameterIn.QUERY, example = "200Mi", schema = @Schema(type = "string"), description = "Size of the agent's volume.")
@Parameter(name = "nodeSelector", in = ParameterIn.QUERY, example = "pool=web", array = @ArraySchema(schema = @Schema(type = "string")), description = "Labels of nodes, `key=value`.")
@Parameter(name = "wrapCommand", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "Start Python through `opentelemetry-instrument`; it is not needed.")
@Parameter(name = "imageEntrypoint", in = ParameterIn.QUERY, example = "python3", array = @ArraySchema(schema = @Schema(type = "string")), description = "ENTRYPOINT of the image, for `wrapCommand`.")
@Parameter(name = "imageCommand", in = ParameterIn.QUERY, example = "app.py", array = @ArraySchema(schema = @Schema(type = "string")), description = "CMD of the image, for `wrapCommand`.")
@Parameter(name = "imageEnv", in = ParameterIn.QUERY, example = "JAVA_TOOL_OPTIONS=-Xmx1g", array = @ArraySchema(schema = @Schema(type = "string")), description = "Variables that the image sets, `NAME=value`.")
@Parameter(name = "preserveValueFrom", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "Keep a shared variable that comes from elsewhere under another name.")
@Parameter(name = "override", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "Replace settings of the application.")
@Parameter(name = "force", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "Two languages in one pod.")
@Parameter(name = "migrate", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "Replace an injection that was made by hand in the old layout.")
@Parameter(name = "allowPrivileged", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "Allow the privileged agent of Go.")
@Parameter(name = "goTarget", in = ParameterIn.QUERY, example = "/app/server", schema = @Schema(type = "string"), description = "Executable that the agent of Go watches.")
@Parameter(name = "openshift", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "The cluster chooses users by itself.")
@Parameter(name = "safeToEvict", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "Let the cluster autoscaler move the pod in spite of its volume.")
@Parameter(name = "instrumentation", in = ParameterIn.QUERY, example = "otel-instrumentation-shop-prod", schema = @Schema(type = "string"), description = "The Instrumentation that `annotate` names.")
@Parameter(name = "guards", in = ParameterIn.QUERY, example = "kubernetes", schema = @Schema(type = "string"), description = "Tests in the JSON Patch: `kubernetes`, `portable` or `none`.")
@Parameter(name = "formats", in = ParameterIn.QUERY, example = "jsonPatch", array = @ArraySchema(schema = @Schema(type = "string")), description = "Which forms the answer holds; else all.")
@interface PatchParameters {}
