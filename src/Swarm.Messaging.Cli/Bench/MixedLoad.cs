using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasm.Recovery.History;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// Sound and faulty code tasks through the whole chain on the default pool. A tenth is faulty: three fifths of that need 150 MB, a third
/// panics at every second run, the rest (5 %) never works and is finished by an agent. What can be recovered stays in WebAssembly, so that
/// the ladder alone saves it.
/// </summary>
internal sealed class MixedLoad(BenchSettings settings, BenchSystem system, Action<string> say)
{
    public const string Words = "90 % parse 20 KB, 6 % need 150 MB, 3.5 % panic at every second run, 0.5 % never work";

    private const int FaultyEach = 10;
    private const int PermanentEach = 200;
    private const long EndlessMs = 100;
    private const int ContentBytes = 20 * 1024;
    private const string Line = "function f(a, b) { const x = a.map(y => y + 1); if (x.length > b) { return g(x, b); } return [a, b]; }\n";

    private static readonly string Content = string.Concat(Enumerable.Repeat(Line, ContentBytes / Line.Length));

    private readonly int fallbacks = Math.Clamp(settings.Count / 10, 1, 100);

    /// <summary>From the failure that no recovery helps to the begin of the execution at an agent, one task at a time.</summary>
    public async Task<IReadOnlyList<BenchResult>> FallbackAsync(CancellationToken cancellation)
    {
        await using var agent = await AgentAsync(cancellation).ConfigureAwait(false);
        var took = new List<double>();
        for (var i = 0; i < fallbacks; i++)
        {
            // For a system at rest the pool comes before an equally free agent: the type is one that WebAssembly is right for.
            var id = $"fallback{i}";
            await SubmitAsync([Faulty(id, BenchModules.Deep, inWasmOnly: false)], cancellation).ConfigureAwait(false);
            TaskDetails? task = null;
            await BenchSystem.UntilAsync(
                async () => (task = await system.Queries.GetAsync(id, false, cancellation).ConfigureAwait(false)) is { State: var state } && TaskStates.IsEnd(state),
                $"{id} ends", cancellation).ConfigureAwait(false);
            if (task is not { State: TaskStates.Completed, Attempts: [{ Outcome: "failed" } failed, { Outcome: "succeeded", StartedAt: { } started }] })
                throw new BenchWrongException($"{id} did not go from WebAssembly to the agent: {task!.State}, {task.Attempts.Count} executions.");
            took.Add((started - failed.EndedAt).TotalMilliseconds);
        }

        took.Sort();
        return [new("fallback_ms", Math.Round(took[took.Count / 2], 2), "ms", "< 500"), new("fallback_p99_ms", Math.Round(took[took.Count * 99 / 100], 2), "ms")];
    }

    public async Task<IReadOnlyList<BenchResult>> RunAsync(CancellationToken cancellation)
    {
        await using var agent = await AgentAsync(cancellation).ConfigureAwait(false);
        var before = (await system.Get<RecoverySnapshots>().ReadAsync(cancellation).ConfigureAwait(false)).Figures;
        var began = TimeProvider.System.GetTimestamp();
        var (pool, used, sent) = (system.Get<InstancePool>(), new List<double>(), 0);
        await BenchSystem.UntilAsync(
            async () =>
            {
                var open = (await system.Queries.CountAsync(cancellation).ConfigureAwait(false)).Where(c => !TaskStates.IsEnd(c.Key)).Sum(c => c.Value);
                var room = (int)Math.Min(settings.Count - sent, settings.Outstanding - open);
                if (room > 0)
                    await SubmitAsync([.. Enumerable.Range(sent, room).Select(Task)], cancellation).ConfigureAwait(false);
                sent += Math.Max(0, room);
                if (pool.Report("") is { TotalSlots: > 0 } now && (sent < settings.Count || used.Count == 0))
                    used.Add((double)now.UsedSlots / now.TotalSlots);
                return room <= 0 && sent == settings.Count && open == 0;
            },
            "the mixed load has ended", cancellation).ConfigureAwait(false);
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var (succeeded, times) = await CheckAsync(cancellation).ConfigureAwait(false);
        var after = (await system.Get<RecoverySnapshots>().ReadAsync(cancellation).ConfigureAwait(false)).Figures;
        var (recovered, left) = (after.RecoveredErrors - before.RecoveredErrors, after.FallbackActivated - before.FallbackActivated);
        var lost = after.CriticalFailures - before.CriticalFailures;
        say($"mixed: {settings.Count} tasks in {seconds:0.0} s; {after.TotalErrors - before.TotalErrors} failed executions, {recovered} tasks recovered, {left} at the agent, {lost} given up");
        return
        [
            new("mixed_tasks_per_s", Math.Round(settings.Count / seconds, 1), "tasks/s"),
            new("mixed_success_rate", Math.Round((double)succeeded / settings.Count, 4), "", "> 0.85"),
            new("mixed_recovery_rate", Math.Round(recovered / Math.Max(1.0, recovered + left + lost), 4), "", "> 0.90"),
            new("mixed_utilisation", Math.Round(used.Average(), 2), "", "0.60-0.80"),
            new("mixed_task_avg_ms", Math.Round(times.Average(), 1), "ms", "2000-4000"),
        ];
    }

    /// <summary>Each ended once, nothing ran after a success, and no slot is held.</summary>
    private async Task<(int Succeeded, List<double> Times)> CheckAsync(CancellationToken cancellation)
    {
        var (succeeded, times) = (0, new List<double>());
        for (var i = 0; i < settings.Count; i++)
        {
            var task = await system.Queries.GetAsync(IdOf(i), false, cancellation).ConfigureAwait(false) ?? throw new BenchWrongException($"{IdOf(i)} is lost.");
            var successes = task.Attempts.Count(a => a.Outcome == "succeeded");
            if (successes != (task.State == TaskStates.Completed ? 1 : 0) || (successes == 1 && task.Attempts[^1].Outcome != "succeeded"))
                throw new BenchWrongException($"{task.TaskId} is {task.State} with {successes} executions that succeeded.");
            succeeded += successes;
            times.Add((task.EndedAt!.Value - task.SubmittedAt).TotalMilliseconds);
        }

        await BenchSystem.UntilAsync(
            async () => await system.Get<IPlacementStore>().ReportAsync(cancellation).ConfigureAwait(false) is { Leases: 0, UnconfirmedGrants: 0 }
                && system.Get<InstancePool>().Report("") is { UsedSlots: 0, PendingRequests: 0 }
                && (await system.Get<RecoverySnapshots>().ReadAsync(cancellation).ConfigureAwait(false)).Figures.ActiveRecoveries == 0,
            "no slot and no lease is left", cancellation).ConfigureAwait(false);
        return (succeeded, times);
    }

    private async Task<BenchAgent> AgentAsync(CancellationToken cancellation)
    {
        var agent = await BenchAgent.StartAsync(system.Host, cancellation).ConfigureAwait(false);
        await BenchSystem.UntilAsync(
            async () => (await system.Get<IPlacementStore>().TargetsAsync(cancellation).ConfigureAwait(false)).Targets.Any(t => t is { Type: TargetTypes.Agent, Status: "active" }),
            "the agent is registered", cancellation).ConfigureAwait(false);
        return agent;
    }

    private async Task SubmitAsync(IReadOnlyList<SubmitTask> tasks, CancellationToken cancellation)
    {
        foreach (var result in await system.Commands.SubmitAsync([.. tasks.Select(t => new Submission(t))], cancellation).ConfigureAwait(false))
        {
            if (result.Accepted is null)
                throw new BenchWrongException($"A task was refused: {result.Rejected?.Message}");
        }
    }

    private static string IdOf(int number) => $"mixed{number}";

    private static SubmitTask Task(int number)
    {
        if (number % FaultyEach != 0)
            return Of(IdOf(number), "analyze", new { filePath = "a.js", content = Content });
        if (number % PermanentEach == 0)
            return Faulty(IdOf(number), number / PermanentEach % 2 == 0 ? BenchModules.Endless : BenchModules.Deep, inWasmOnly: false);
        return Faulty(IdOf(number), number / FaultyEach % 3 == 0 ? BenchModules.Chance : BenchModules.Memory, inWasmOnly: true);
    }

    private static SubmitTask Faulty(string id, string module, bool inWasmOnly) =>
        Of(id, "test", new { filePath = "main.rs", content = "fn main() {}", module }) with
        {
            Requires = inWasmOnly ? ["wasm"] : null,
            TimeoutMs = module == BenchModules.Endless ? EndlessMs : null,
        };

    private static SubmitTask Of(string id, string operation, object payload) => new()
    {
        TaskId = id, Client = "bench", Kind = "code", Operation = operation, Payload = JsonSerializer.SerializeToElement(payload),
    };
}
