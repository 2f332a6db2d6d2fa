using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>An agent refused a session as another client's; the task was a dead letter, and the next of the client got the same session.</summary>
public sealed class ATaskDiedOfASessionThatItsAgentHadForAnotherTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_session_drains_at_once_and_the_task_is_done_in_another()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", task => task.SessionId == "s1" ? throw new AgentFailure("session_bound", retryable: false) : CrmAgent.Fine(task));
        await world.TellAsync(nameof(RegisterBrowserSession), new { sessionId = "s1", agentId = "agent_001" });

        await world.SubmitAsync("t", "conversation_read", "birch");
        await world.WaitForAsync("t", TaskStates.RetryScheduled);
        await Eventually.HoldsAsync(
            async () => await world.Host.Get<ISessionStore>().FindAsync("s1", None) is null or { Draining: true }, "it drains after one failure");
        await world.PassAsync(TimeSpan.FromSeconds(2));

        (await world.WaitForAsync("t", TaskStates.Completed)).SessionId.ShouldNotBe("s1");
        agent.Executions.Select(e => e.SessionId).First().ShouldBe("s1");
        agent.Executions.Count.ShouldBe(2);
    }
}
