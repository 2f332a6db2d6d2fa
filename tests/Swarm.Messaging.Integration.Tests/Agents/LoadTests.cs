using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Agents;

/// <summary>What an agent holds is given back however its task ends. The agent is the test itself.</summary>
public sealed class LoadTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("completion", TaskStates.Completed)]
    [InlineData("failure", TaskStates.DeadLettered)]
    [InlineData("timeout", TaskStates.DeadLettered)]
    [InlineData("cancellation", TaskStates.Cancelled)]
    [InlineData("crash", TaskStates.Parked, TaskStates.DeadLettered, TaskStates.RetryScheduled)]
    public async Task The_load_of_an_agent_falls_with_every_kind_of_end(string end, params string[] states)
    {
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new()
        {
            ["Agents:HealthCheck"] = "1.00:00:00", ["Tasks:TimeoutGrace"] = "00:00:00.1",
        });
        await world.TellAsync(nameof(RegisterAgent), """{"agentId":"a-1","kinds":[{"kind":"text"}],"maxCapacity":4}""");
        var submitted = await world.Get<TaskCommands>().SubmitAsync(
            [
                new Submission(new SubmitTask
                {
                    TaskId = "t", Kind = "text", Operation = "any", Retry = new RetrySettings { Preset = "none" }, TimeoutMs = end == "timeout" ? 100 : null,
                }),
            ],
            None);
        submitted[0].Accepted.ShouldNotBeNull();
        var token = (await (await world.Get<AgentMailboxes>().OpenAsync("a-1", None)).TakeAsync(TimeSpan.FromSeconds(30), None)).Tasks.ShouldHaveSingleItem().LeaseToken;
        await ReportAsync(world, token, "started");
        (await world.AgentAsync("a-1")).Load.ShouldBe(1);

        switch (end)
        {
            case "completion":
                await ReportAsync(world, token, "succeeded");
                break;
            case "failure":
                await ReportAsync(world, token, "failed");
                break;
            case "cancellation":
                await world.Api.PostAsync("/api/tasks/t/cancel", "{}");
                break;
            case "crash":
                world.Clock.Advance(TimeSpan.FromSeconds(16));
                await world.Get<PlacementSweeper>().RunOnceAsync(None);
                break;
        }

        await world.WaitForAsync("t", states);
        await Eventually.HoldsAsync(async () => (await world.AgentAsync("a-1")).Load == 0, "it holds nothing");
        (await world.Get<IPlacementStore>().ReportAsync(None)).Leases.ShouldBe(0);
    }

    private static async Task ReportAsync(AgentWorld world, string token, string kind) =>
        (await world.Api.PostAsync("/api/agents/a-1/reports", $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"{{kind}}","error":{"type":"bad","message":"m"} }]}"""))
            .Status.ShouldBe(System.Net.HttpStatusCode.OK);
}
