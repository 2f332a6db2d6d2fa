using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Spine;

/// <summary>A task's whole way, on the in-memory transport and a real Redis.</summary>
public sealed class TaskWayTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private static readonly JsonElement Hello = JsonElement.Parse("""{ "hello": "world" }""");

    private Task<SpineHost> StartAsync() => SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"t{Guid.NewGuid():N}");

    [Fact]
    public async Task An_echo_comes_back_with_a_timeline_and_an_attempt()
    {
        await using var host = await StartAsync();

        var accepted = await host.SubmitAsync(new SubmitTask { TaskId = "a", Kind = "basic", Operation = "echo", Payload = Hello });
        var task = await host.WaitForAsync("a", TaskStates.Completed);

        accepted.Accepted.ShouldNotBeNull().State.ShouldBe(TaskStates.Placed);
        task.Result!.Value.GetProperty("hello").GetString().ShouldBe("world");
        task.Timeline.Select(t => t.Event).ShouldBe(["Submitted", "Started", "Succeeded"]);
        task.Timeline.Select(t => t.To).ShouldBe([TaskStates.Placed, TaskStates.Running, TaskStates.Completed]);
        task.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_thousand_tasks_all_complete()
    {
        await using var host = await StartAsync();

        var results = await host.Commands.SubmitAsync(
            [.. Enumerable.Range(0, 1_000).Select(i => new Messaging.Tasks.Submission(new SubmitTask { TaskId = $"m{i}", Kind = "basic", Operation = "noop" }))],
            CancellationToken.None);
        results.ShouldAllBe(r => r.Accepted != null);
        for (var i = 0; i < 1_000; i++)
            await host.WaitForAsync($"m{i}", TaskStates.Completed);

        (await host.Queries.CountAsync(CancellationToken.None))[TaskStates.Completed].ShouldBe(1_000);
    }
}
