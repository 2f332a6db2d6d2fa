using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>With a client's wrong password every session broke after two failures, a new one was opened, and all of the client's work ran into it.</summary>
public sealed class AWrongPasswordOpenedSessionAfterSessionTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Tasks = 6;

    [Fact]
    public async Task The_clients_work_rests_one_at_a_time_tries_and_when_one_succeeds_all_go_on()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var isWrong = true;
        var agent = await world.AgentAsync("agent_001", task => isWrong && task.Client == "acme" ? throw new AgentFailure("login_failed") : CrmAgent.Fine(task));
        var ids = Enumerable.Range(0, Tasks).Select(i => $"t{i}").ToList();
        foreach (var id in ids)
            await world.SubmitAsync(id, "conversation_read", "acme", constraints: new { maxRetries = 50 });
        await Eventually.HoldsAsync(async () => await DoubtAsync(world) is { RestUntil: not null, Held: 0 }, "the login rests");
        await QuietAsync(world, agent);

        for (var round = 0; round < 3; round++)
        {
            var (tries, opened) = (agent.Executions.Count, await OpenedAsync(world));
            await world.PassAsync(TimeSpan.FromSeconds(40));
            await Eventually.HoldsAsync(() => agent.Executions.Count > tries, "it is tried again");
            await QuietAsync(world, agent);
            agent.Executions.Count.ShouldBe(tries + 1, "one at a time tries");
            (await OpenedAsync(world)).ShouldBeLessThanOrEqualTo(opened + 1);
        }

        await world.SubmitAsync("other", "conversation_read", "birch");
        await world.WaitForAsync("other", TaskStates.Completed);
        var waiting = (await world.StatusAsync()).QueueLength;
        waiting.ShouldBeGreaterThan(0);
        await world.SubmitAsync("last", "conversation_read", "acme");
        (await world.Host.Get<TaskQueries>().ExplainAsync("last", default))!.Why.ShouldContain("the login acme fails in one session after the other");

        isWrong = false;
        for (var round = 0; round < 3; round++)
            await world.PassAsync(TimeSpan.FromSeconds(40));

        foreach (var id in ids.Append("last"))
            await world.WaitForAsync(id, TaskStates.Completed);
        await Eventually.HoldsAsync(async () => await DoubtAsync(world) is null, "the login is trusted again");
    }

    /// <summary>What had begun has failed, and everything waits: for its retry, or for the login.</summary>
    private static async Task QuietAsync(CrmWorld world, CrmAgent agent)
    {
        await Eventually.HoldsAsync(
            async () => await DoubtAsync(world) is { RestUntil: not null, Held: 0 } && (await world.StatusAsync()).ActiveAssignments == 0, "nothing runs");
        agent.Executions.Count.ShouldBeLessThan(60);
    }

    private static async Task<FlowReport?> DoubtAsync(CrmWorld world) => (await world.Host.Get<IFlowStore>().ListAsync(default)).SingleOrDefault(f => f.Key == "login:acme");

    private static async Task<long> OpenedAsync(CrmWorld world) => (await world.Host.Get<ISessionStore>().FiguresAsync(default)).Opened;
}
