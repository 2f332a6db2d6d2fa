using System.Text;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Routing;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class TaskDefinitionTests
{
    private static readonly TaskDefinition Definition = new(Options.Create(new TaskOptions()));

    [Fact]
    public void A_document_of_before_there_were_courses_is_read_and_asks_for_what_it_asked_for()
    {
        var saga = Definition.Read(Stored(1, """
            {"correlationId":"9b2f2c36-7a0e-5d36-8f0d-0c1c1d0c2b11","id":"t","currentState":"Placed","client":"c","kind":"code","operation":"analyze",
             "rank":10,"sequence":7,"fingerprint":"f","retry":{"preset":"wasm","maxAttempts":4,"baseDelay":"00:00:01","factor":2,"maxDelay":"00:00:30",
             "jitter":0,"immediateFirst":true,"byClass":true},"timeoutMs":300000,"attempt":1,
             "lease":{"token":"t#0.1@1","targetId":"code-host","address":"queue"}}
            """));

        saga.Course.ShouldBeNull();
        saga.Requirements().Class.ShouldBe("code/analyze");
        saga.ExecutionTimeoutMs().ShouldBe(300_000);
        saga.Holds("t#0.1@1").ShouldBeTrue();
    }

    [Fact]
    public void A_course_is_read_back_as_it_was_written()
    {
        var saga = Definition.Create("t");
        saga.Kind = "code";
        saga.Tags = ["gpu"];
        saga.Course = new TaskCourse
        {
            Classification = CodeClassifier.Classify(new CodeTask("rs", "analyze", 60, 0)), Route = "rs:analyze", Phase = TaskPhases.Wasm, Tags = ["wasm"],
            Avoid = ["a"], Prefer = ["streaming"], Favour = ["wasm"], WasmAttempts = 2, AgentAttempts = 1, Routings = 3, MemoryLimitMb = 128, WasmTimeoutMs = 30_000,
            Recovery = new() { Strategy = "timeout_recovery", ErrorType = "timeout", Attempt = 2, Actions = ["extend_timeout"], TimeoutMs = 67_500, Flags = ["x"] },
            InstanceId = "wasm_1", FallbackType = "regular_agent", Why = "Because.",
        };

        var document = Encoding.UTF8.GetString(Definition.Write(saga).Span);

        var read = Definition.Read(Stored(2, document));

        Encoding.UTF8.GetString(Definition.Write(read).Span).ShouldBe(document);
        read.Requirements().Class.ShouldBe("code/rs:analyze+gpu+wasm!a?streaming~wasm");
        read.Course!.TimeoutMs.ShouldBe(67_500);
    }

    [Fact]
    public void A_newer_document_is_left_alone() => Should.Throw<SagaSchemaException>(() => Definition.Read(Stored(5, "{}")));

    private static StoredSaga Stored(int schema, string document) => new(
        Definition.Key("t"), 1, schema, TaskStates.Placed, Encoding.UTF8.GetBytes(document), new Dictionary<string, long>());
}
