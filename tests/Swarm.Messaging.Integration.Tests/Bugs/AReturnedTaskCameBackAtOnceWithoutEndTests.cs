using System.Text.Json;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>An agent that gave a task back without having begun got it again at once, without end: a loop as fast as bus and store would go.</summary>
public sealed class AReturnedTaskCameBackAtOnceWithoutEndTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Its_only_agent_gets_it_again_after_a_rest_that_grows_and_is_explained_and_another_one_at_once()
    {
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new()
        {
            // Nobody is lost on a machine however slow.
            ["Agents:HealthCheck"] = "1.00:00:00", ["Agents:OfflineAfter"] = "03:00:00", ["Placement:Lease"] = "02:00:00", ["Placement:TargetTtl"] = "04:00:00",
        });
        await RegisterAsync(world, "picky");
        await world.SubmitAsync("t", "upper");

        foreach (var (times, seconds) in new[] { 1, 2, 4, 8, 10 }.Index())
        {
            var token = (await NextAsync(world, "picky")).GetProperty("leaseToken").GetString();
            await world.TellAsync(nameof(AgentHeartbeat), $$"""{"agentId":"picky","tokens":["{{token}}"]}""");
            await ReportAsync(world, "picky", token!, ReportKinds.Returned);
            var explained = await ExplainedAsync(world, times + 1);
            // A rest of a second may be over before anybody looks.
            if (explained.Task.State == TaskStates.Parked && explained.Placement.Returned is [{ } returned])
            {
                explained.Why.ShouldContain($"returned by picky{(times > 0 ? $" ({times + 1} times in a row)" : "")}, not offered to it again before {returned.Until:O}");
                explained.Placement.Needs.ShouldBe("text/upper");
            }

            world.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await world.TellAsync(nameof(AgentHeartbeat), """{"agentId":"picky"}""");
        }

        // Each time it was given to the agent it had rested: no more often than the rests allow.
        var task = (await world.Get<TaskQueries>().GetAsync("t", false, None))!;
        task.Timeline.Count(e => e.Event == "Returned").ShouldBe(5);
        task.Attempt.ShouldBe(1, "what has not begun uses no execution");

        var last = (await NextAsync(world, "picky")).GetProperty("leaseToken").GetString();
        await ReportAsync(world, "picky", last!, ReportKinds.Returned);
        world.Clock.Advance(-TimeSpan.FromHours(1));
        await RegisterAsync(world, "willing");

        var token2 = (await NextAsync(world, "willing")).GetProperty("leaseToken").GetString();
        await ReportAsync(world, "willing", token2!, ReportKinds.Succeeded);
        (await world.WaitForAsync("t", TaskStates.Completed)).Attempts.ShouldHaveSingleItem().TargetId.ShouldBe("willing");
    }

    /// <summary>As it stands once the return has been acted on, or later.</summary>
    private static async Task<TaskExplanation> ExplainedAsync(AgentWorld world, int returns)
    {
        await Eventually.HoldsAsync(
            async () => (await world.Get<TaskQueries>().GetAsync("t", false, None))!.Timeline.Count(e => e.Event == "Returned") == returns
                && (await world.Get<IPlacementStore>().ReportAsync(None)).Queues.Count + (await world.Get<IPlacementStore>().ReportAsync(None)).Targets.Sum(t => t.Used) > 0,
            "it was given back and waits, or was given out again");
        return (await world.Get<TaskQueries>().ExplainAsync("t", None))!;
    }

    private static async Task RegisterAsync(AgentWorld world, string id) => (await world.TellAsync(
        nameof(RegisterAgent), $$"""{"agentId":"{{id}}","type":"tester","kinds":[{"kind":"text","operations":["upper"]}],"maxCapacity":1}""")).ShouldBeOfType<AgentRegistered>();

    private static async Task<JsonElement> NextAsync(AgentWorld world, string agent)
    {
        JsonElement? task = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                var tasks = (await world.Api.GetAsync($"/api/agents/{agent}/work?wait=5")).Json.GetProperty("tasks");
                if (tasks.GetArrayLength() > 0)
                    task = tasks[0];
                return task is not null;
            },
            $"{agent} is given the task", TimeSpan.FromSeconds(60));
        return task!.Value;
    }

    private static async Task ReportAsync(AgentWorld world, string agent, string token, string kind) =>
        await world.Api.PostAsync($"/api/agents/{agent}/reports", $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"{{kind}}"}]}""");
}
