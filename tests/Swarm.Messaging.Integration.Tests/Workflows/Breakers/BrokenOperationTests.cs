using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Workflows.Breakers;

namespace Swarm.Messaging.Integration.Tests.Workflows.Breakers;

/// <summary>Nodes that are tasks of other kinds: their ends are counted by type and operation, and one that fails again and again is not begun.</summary>
public sealed class BrokenOperationTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private static readonly JsonElement Fails = JsonElement.Parse("""{"kind":"basic","operation":"fail","payload":{"untilAttempt":9}}""");
    private static readonly JsonElement Works = JsonElement.Parse("""{"kind":"basic","operation":"noop","payload":0}""");

    [Fact]
    public async Task After_five_failures_the_operation_is_left_alone_until_it_is_reset_and_others_run()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        for (var i = 0; i < 5; i++)
            (await host.RunAsync(Of(Fails))).Nodes[0].Attempts.ShouldBe(1);

        var refused = await host.RunAsync(Of(Fails));
        (await host.RunAsync(Of(Works))).Success.ShouldBe(true);
        (await host.Spine.Get<NodeBreakers>().ResetAsync("task:basic/fail", "test", CancellationToken.None)).ShouldBeTrue();
        var after = await host.RunAsync(Of(Fails));

        refused.State.ShouldBe(WorkflowStates.Failed);
        refused.Reason!.ShouldContain("Circuit breaker is open: task:basic/fail");
        (await host.Spine.Queries.LoadAsync(refused.Nodes[0].TaskId!, CancellationToken.None)).ShouldBeNull("it has never begun");
        after.Nodes[0].Attempts.ShouldBe(1);
    }

    private static SubmitWorkflow Of(JsonElement work) => new()
    {
        WorkflowId = "broken", Edges = [],
        Nodes = [new WorkflowNode { Id = "only", Type = "task", Configuration = work, Retry = new() { MaxAttempts = 1 } }],
    };
}
