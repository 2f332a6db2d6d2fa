using Swarm.Messaging.Integration.Tests;

namespace Swarm.Messaging.Crm.Tests.Samples;

/// <summary>It lets an agent die, so it has a world of its own.</summary>
public sealed class FailoverSampleTests : IAsyncLifetime
{
    internal const string Name = "failover";

    private readonly SampleWorld world = new();

    public Task InitializeAsync() => world.InitializeAsync();

    public Task DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_clients_work_goes_on_at_another_agent_when_that_of_its_session_dies()
    {
        var dead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = world.RunAsync(Name, line =>
        {
            if (line.StartsWith("== It dies", StringComparison.Ordinal))
                dead.TrySetResult();
        });
        await Task.WhenAny(dead.Task, run);
        var first = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                var tasks = (await world.Api.GetAsync("api/tasks?client=failover")).Json.GetProperty("tasks").EnumerateArray().ToList();
                first = tasks.Count == 1 && tasks[0].TryGetProperty("targetId", out var target) ? target.GetString()! : "";
                return first.Length > 0;
            },
            "the message is placed", TimeSpan.FromMinutes(1));
        world.Advance(TimeSpan.FromSeconds(16)); // instead of a wait for the lease

        var said = await run;

        first.ShouldStartWith("crm-");
        first.ShouldNotBe("crm-1", said);
        said.ShouldContain("lease");
        said.ShouldContain("Completed");
        world.Count(Name, "messages where body = 'Still here'").ShouldBe(1);
    }
}
