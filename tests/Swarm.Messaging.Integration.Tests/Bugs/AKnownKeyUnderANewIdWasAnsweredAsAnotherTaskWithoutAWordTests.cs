using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever named an id and a known key got the older task's id in an answer that did not say so, and waited for a task that never was.</summary>
[Collection(CliCollection.Name)]
public sealed class AKnownKeyUnderANewIdWasAnsweredAsAnotherTaskWithoutAWordTests(CliHost host)
{
    private readonly string first = $"t{Guid.NewGuid():N}";
    private readonly string second = $"t{Guid.NewGuid():N}";

    [Fact]
    public async Task The_document_is_a_duplicate_with_both_ids()
    {
        (await EchoAsync(first, "1")).ShouldEnd(ExitCodes.Ok);

        var answer = (await EchoAsync(second, "1", "--json")).ShouldEnd(ExitCodes.Ok).Json;

        answer.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
        answer.GetProperty("taskId").GetString().ShouldBe(first);
        answer.GetProperty("requestedTaskId").GetString().ShouldBe(second);
        answer.GetProperty("warnings")[0].GetString()!.ShouldStartWith("duplicate_key: ");
    }

    [Fact]
    public async Task The_verb_says_so_and_a_wait_names_the_task_that_it_waits_for()
    {
        (await EchoAsync(first, "1")).ShouldEnd(ExitCodes.Ok);

        var told = (await EchoAsync(second, "1")).ShouldEnd(ExitCodes.Ok);
        var waited = (await EchoAsync(second, "1", "--wait")).ShouldEnd(ExitCodes.Ok);

        told.Out.ShouldStartWith($"{first} is ");
        told.Out.ShouldContain($"a duplicate: the idempotency key stands for it, nothing was started as {second}");
        waited.Error.ShouldContain($"accepted as {first}");
    }

    [Fact]
    public async Task With_other_content_the_refusal_names_the_key_and_both_ids()
    {
        (await EchoAsync(first, "1")).ShouldEnd(ExitCodes.Ok);

        var refused = (await EchoAsync(second, "2")).ShouldEnd(ExitCodes.Rejected).Error;

        refused.ShouldContain($"stands for the task {first}");
        refused.ShouldContain($"nothing was begun under the id {second}");
    }

    [Fact]
    public async Task Whoever_names_the_task_itself_or_none_is_told_of_no_other()
    {
        (await EchoAsync(first, "1")).ShouldEnd(ExitCodes.Ok);

        var again = (await EchoAsync(first, "1", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        var keyAlone = (await EchoAsync(null, "1", "--json")).ShouldEnd(ExitCodes.Ok).Json;

        foreach (var answer in new[] { again, keyAlone })
        {
            answer.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
            answer.GetProperty("taskId").GetString().ShouldBe(first);
            answer.TryGetProperty("requestedTaskId", out _).ShouldBeFalse();
            answer.GetProperty("warnings").GetArrayLength().ShouldBe(0);
        }
    }

    private Task<CliRun> EchoAsync(string? id, string payload, params string[] more) =>
        host.RunAsync(["submit", "--kind", "basic", "--operation", "echo", "--payload", payload, "--key", $"key-of-{first}", .. id is null ? Array.Empty<string>() : ["--id", id], .. more]);
}
