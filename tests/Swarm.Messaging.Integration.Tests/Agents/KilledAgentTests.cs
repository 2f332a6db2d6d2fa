using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Agents;

/// <summary>kill -9 of an agent in the middle of a task.</summary>
public sealed class KilledAgentTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private AgentWorld world = null!;

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Its_task_runs_elsewhere_once_the_lease_has_expired_and_costs_an_attempt()
    {
        await using var doomed = await HostProcess.StartAsync(Hosts.Host.Agent, "doomed", world.Host.Address.ToString(), world.Host.Token);
        await world.SubmitAsync("t", "upper", new { text = "x" }, retry: "wasm");
        (await world.WaitForAsync("t", TaskStates.Running)).TargetId.ShouldBe("doomed");
        await world.StartAgentAsync("heir");

        await doomed.KillAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(15));

        var done = await world.WaitForAsync("t", TaskStates.Completed);
        done.Attempts.Select(a => (a.TargetId, a.ErrorType)).ShouldBe([("doomed", "lease_lost"), ("heir", null)]);
        world.Ran.ShouldHaveSingleItem();
    }
}
