using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Durability;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Wasm.Load;

/// <summary>
/// Hundreds of code tasks, a fifth of them with modules that panic, take all memory, run for ever, overflow the stack, divide by zero or
/// lack an import, through the whole chain on the real engine. Agents come when WebAssembly has done what it can, so that every fault
/// really happens there.
/// </summary>
public sealed class FaultyLoadTests(StoreRedis redis, ITestOutputHelper output) : IClassFixture<StoreRedis>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly int Count = Counts.FaultyMixTasks;
    private static readonly int Faulty = Enumerable.Range(0, Count).Count(n => Mix.FaultOf(n) is not null);

    private readonly TempFolder folder = new("mixed");

    [Fact]
    public async Task A_fifth_of_the_tasks_is_faulty_and_each_ends_once()
    {
        await using var host = await MixedHost.StartAsync($"127.0.0.1:{redis.Port}", $"x{Guid.NewGuid():N}", folder.Path);
        await host.SubmitAsync(Enumerable.Range(0, Count));
        await Eventually.HoldsAsync(
            async () => (await host.StatesAsync()).All(s => s.Value == 0 || s.Key is TaskStates.Completed or TaskStates.Parked)
                && await host.PlacementAsync() is { Leases: 0, UnconfirmedGrants: 0, Returned: 0 },
            "WebAssembly has done what it can", Patience);
        var waiting = (await host.StatesAsync())[TaskStates.Parked];

        await using var one = await ForeignTarget.AgentAsync(host.Host, "agent-1", AtAgent);
        await using var two = await ForeignTarget.AgentAsync(host.Host, "agent-2", AtAgent);
        await Eventually.HoldsAsync(
            async () => (await host.StatesAsync()).All(s => s.Value == 0 || TaskStates.IsEnd(s.Key)), "every task has ended", Patience);

        var states = await host.StatesAsync();
        var (succeeded, dead) = (states[TaskStates.Completed], states[TaskStates.DeadLettered]);
        (succeeded + dead).ShouldBe(Count);
        dead.ShouldBe(Enumerable.Range(0, Count).Count(n => Mix.FaultOf(n) == FaultyModules.OverflowsStack), "what agents refuse to finish, and nothing else");
        await host.NothingIsLeftAsync();
        var recovered = await EachEndedRightAsync(host);
        await FiguresAddUpAsync(host, recovered, waiting);
        output.WriteLine(
            $"{Count} tasks, {Faulty} with a faulty module: {succeeded} succeeded + {dead} dead-lettered; {recovered} recovered in WebAssembly, {waiting} left it for agents; "
            + $"recovery rate {(double)recovered / Faulty:0.00} of the faulty ones, {(await host.RecoveriesAsync()).RecoveryRate:0.00} of the recoveries; "
            + $"{host.Executions.Count} executions in WebAssembly, pool {host.Pool.Report("").TotalCreated} instances made, average utilisation {host.Pool.Report("").AvgUtilization:0.00}");
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Agents finish what WebAssembly could not, but one sort.</summary>
    private static TaskError? AtAgent(ExecuteTask task) =>
        Mix.ModuleOf(task.TaskId) == FaultyModules.OverflowsStack ? new TaskError("too_deep", "No agent can do that either.", null, false) : null;

    /// <returns>How many were recovered inside WebAssembly.</returns>
    private static async Task<int> EachEndedRightAsync(MixedHost host)
    {
        var ran = host.Executions.GroupBy(r => r.TaskId).ToDictionary(g => g.Key, g => g.ToList());
        ran.Count.ShouldBe(Count, "each began in WebAssembly");
        var recovered = 0;
        for (var number = 0; number < Count; number++)
        {
            var task = await host.TaskAsync(Mix.IdOf(number));
            var story = $"{task.TaskId}: {string.Join("; ", task.Timeline.Select(t => $"{t.Event} -> {t.To} {t.Reason}"))}";
            task.Timeline.Count(t => TaskStates.IsEnd(t.To) && t.From != t.To).ShouldBe(1, story);
            task.Attempts.Count(a => a.Outcome == "succeeded").ShouldBe(task.State == TaskStates.Completed ? 1 : 0, story);
            if (task.State == TaskStates.Completed)
                task.Attempts[^1].Outcome.ShouldBe("succeeded", story);

            // What really ran: a success is the last of it, and each lease is one execution.
            var executions = ran[task.TaskId];
            executions.Select(e => e.LeaseToken).ShouldBeUnique(story);
            executions.SkipLast(1).ShouldAllBe(e => !(e.Outcome is ExecutionOutcome.Succeeded), story);
            executions.Count(e => e.Outcome is ExecutionOutcome.Failed).ShouldBeLessThanOrEqualTo(4, story);
            recovered += task.Attempts[^1] is { Outcome: "succeeded", Recovery: not null } ? 1 : 0;
            if (Mix.FaultOf(number) is null)
                executions.ShouldAllBe(e => e.Outcome is ExecutionOutcome.Succeeded || e.Outcome is ExecutionOutcome.Returned, story);
        }

        return recovered;
    }

    private static async Task FiguresAddUpAsync(MixedHost host, int recovered, long fellBack)
    {
        var failures = host.Executions.Count(e => e.Outcome is ExecutionOutcome.Failed);
        await Eventually.HoldsAsync(
            async () => await host.RecoveriesAsync() is { ActiveRecoveries: 0 } f
                && (f.TotalErrors, f.RecoveredErrors, f.FallbackActivated) == (failures, recovered, fellBack),
            $"{failures} errors, {recovered} recovered, {fellBack} fallbacks are counted");
        var at = (await host.PlacementAsync()).Targets.Single(t => t.HostId == host.HostId && t.Type == "pool" && t.TargetId.StartsWith("code", StringComparison.Ordinal));
        (at.Total, at.Failed).ShouldBe((host.Executions.Count(e => e.Outcome is ExecutionOutcome.Failed or ExecutionOutcome.Succeeded), failures));
    }
}
