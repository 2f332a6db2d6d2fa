using System.Collections.Concurrent;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Fleet;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Durability;
using Swarm.Messaging.Integration.Tests.Services;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Swarms.Faults;

/// <summary>kill -9 of the <c>swarm up</c> that hosts a swarm, in the middle of its tasks; another on the same Redis and broker recovers it.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class KilledSwarmHostTests(RabbitMqFixture rabbit, ITestOutputHelper output)
{
    private const string Swarm = "builders";

    /// <summary>Of the specification, with the default times; and what a recovery by the short ones never needs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly ConcurrentQueue<string> executed = new();
    private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Its_swarm_is_recovered_by_another_process_and_each_task_is_done_once()
    {
        await using var fleet = await HostFleet.StartAsync(
            new() { Program = ["dotnet", "exec", Checkout.Program], Broker = rabbit.Server.Address(), Settings = Counts.DefaultTimes ? [] : FleetTimes.ShortInterruptions }, 2, default);
        await using var agents = await FleetAgents.StartAsync(fleet, default);
        await agents.AddAsync("agent", [Swarm], slots: 4, WorkAsync, default);
        await fleet.RegisterAsync([Swarm], default);
        await fleet.Api().PostAsync(SwarmPaths.Of(Swarm, "state"), new { state = new { tasks = new[] { new { id = "t0", status = "in_progress" } } }, merge = true }, default);
        var before = await fleet.Store.SwarmAsync(Swarm);
        var dead = fleet.Hosts.Single(h => h.Is(before.HostId));
        var tasks = Enumerable.Range(0, Counts.SwarmTasks).Select(n => $"t{n}").ToList();
        foreach (var id in tasks.Take(tasks.Count / 2))
            await fleet.DistributeAsync(new DistributeSwarmTask { TaskId = id, Type = "build", QueuedBy = Swarm }, default);
        await Eventually.HoldsAsync(() => !executed.IsEmpty, "its agent has begun a task", Patience);

        await dead.KillAsync();
        var killed = TimeProvider.System.GetUtcNow();
        foreach (var id in tasks.Skip(tasks.Count / 2))
            await fleet.DistributeAsync(new DistributeSwarmTask { TaskId = id, Type = "build", QueuedBy = Swarm }, default);
        goOn.SetResult();

        await Eventually.HoldsAsync(async () => await fleet.Store.SwarmAsync(Swarm) is { Status: SwarmStatuses.Active, Term: var term } && term > before.Term, "it is active again", Patience);
        foreach (var id in tasks)
            await Eventually.HoldsAsync(async () => (await fleet.TaskAsync(id, default)).Outcome == "completed", $"{id} is completed", Patience);

        var now = await fleet.Store.SwarmAsync(Swarm);
        fleet.Hosts.Single(h => h.Is(now.HostId)).ShouldNotBe(dead);
        SwarmDetails after = null!;
        // What a host answers may be some seconds old.
        await Eventually.HoldsAsync(
            async () => (after = await fleet.SwarmAsync(Swarm, default)).State is { } state && state.TryGetProperty("recoveryPlan", out _)
                && after.Timeline[^1].To == "Active",
            "the recovery is told", Patience);
        after.Timeline.Where(t => t.To != t.From).Select(t => t.To).ShouldBe(
            ["Initializing", "Active", "Interrupted", "Recovering", "Active"], string.Join('\n', after.Timeline));
        after.State!.Value.GetProperty("recoveryPlan").GetProperty("resumeFrom").GetString().ShouldBe("in_progress");
        var back = after.Timeline.Last(t => (t.From, t.To) == ("Recovering", "Active")).At;
        output.WriteLine($"active again {(back - killed).TotalSeconds:0.0} s after the kill; {tasks.Count} tasks, {executed.Count} executions");
        (back - killed).ShouldBeLessThan(Limit);
        executed.Order().ShouldBe(tasks.Order(), "each task was done once");
    }

    /// <summary>Those begun before the kill are under way when it comes.</summary>
    private async Task<AgentResult> WorkAsync(AgentTask task, CancellationToken cancellation)
    {
        executed.Enqueue(task.TaskId);
        await goOn.Task.WaitAsync(cancellation);
        return AgentResult.Ok();
    }
}
