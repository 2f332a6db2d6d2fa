using System.Diagnostics;
using Swarm.Messaging.Contracts.Distribution;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>
/// Operations of all sorts for all clients, at most half of what the agents can do at a time, one in twenty of them with a fault: an execution that fails, or does not
/// end in time, or never succeeds; and two in a hundred agents that hang halfway and lose what they hold.
/// </summary>
internal sealed class CrmMixPart(CrmSystem system, Action<string> say, List<BenchResult> results)
{
    public const string Words = "of all tasks 3 % fail once, 0.5 % twice, 0.25 % always, 1 % do not end in time once, 0.25 % never can; 2 % of the agents hang halfway";

    private const int Bulk = 20;
    private const int TimeoutMs = 1_000;

    private static readonly (string Operation, int Weight)[] Operations =
    [
        ("conversation_send", 10), ("workflow_trigger", 5), ("contact_create", 15), ("pipeline_update", 15), ("contact_update", 20), ("tag_add", 15),
        ("opportunity_update", 5), ("conversation_read", 10), ("integration_sync", 5),
    ];

    private static readonly string[] Wheel = [.. Operations.SelectMany(o => Enumerable.Repeat(o.Operation, o.Weight))];

    private readonly Random random = new(2);
    private int faulty;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var before = await system.Sessions.FiguresAsync(cancellation).ConfigureAwait(false);
        var stories = new List<CrmEar.Story>(system.Size.Tasks);
        using var window = new SemaphoreSlim(system.Size.Slots / 2);
        var (began, ends) = (Stopwatch.GetTimestamp(), new List<Task>());
        for (var sent = 0; sent < system.Size.Tasks; sent += Bulk)
        {
            for (var i = 0; i < Bulk; i++)
                await window.WaitAsync(cancellation).ConfigureAwait(false);
            if (sent <= system.Size.Tasks / 2 && sent + Bulk > system.Size.Tasks / 2)
                system.Work.Hang(Enumerable.Range(0, Math.Max(1, system.Size.Agents / 50)).Select(CrmFleet.Name));
            var told = await system.SubmitAsync([.. Enumerable.Range(sent, Bulk).Select(Task)], Bulk, cancellation).ConfigureAwait(false);
            stories.AddRange(told);
            ends.AddRange(told.Select(s => EndAsync(s, window)));
        }

        await CrmSystem.EndsAsync(stories, cancellation).ConfigureAwait(false);
        await System.Threading.Tasks.Task.WhenAll(ends).ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await system.CheckAsync(cancellation).ConfigureAwait(false);
        await AddAsync(stories, seconds, before, cancellation).ConfigureAwait(false);
    }

    private async Task AddAsync(List<CrmEar.Story> stories, double seconds, Placement.Sessions.SessionFigures before, CancellationToken cancellation)
    {
        var (after, sessions) = (
            await system.Sessions.FiguresAsync(cancellation).ConfigureAwait(false),
            (await system.Sessions.ListAsync(cancellation).ConfigureAwait(false)).Where(s => s.Served + s.Failed > 0).ToList());
        var (completed, retried) = (stories.Count(s => s.End.Result), stories.Where(s => s.Retries > 0).ToList());
        say($"mix: {stories.Count:N0} tasks in {seconds:0.0} s, {faulty} with a fault, {retried.Count} repeated, {stories.Count - completed} given up, {sessions.Count(s => s.Draining)} of {sessions.Count} sessions drained");
        if (retried.Count == 0 || completed == 0)
            throw new BenchWrongException("Nothing was repeated or nothing completed: there were no faults, or nothing but.");
        results.Add(new("mix_tasks_per_s", Math.Round(stories.Count / seconds), "tasks/s"));
        results.Add(new("affinity_hit_rate", Share(after.AffinityHits - before.AffinityHits, after.Choices - before.Choices), "", "> 0.9"));
        results.Add(new("task_success_rate", Share(completed, stories.Count), "", "> 0.95"));
        results.Add(new("retry_success_rate", Share(retried.Count(s => s.End.Result), retried.Count), "", "> 0.8"));
        results.Add(new("retry_rate", Share(retried.Sum(s => s.Retries), stories.Count), "", "< 0.1"));
        results.Add(new("session_health_avg", Math.Round((double)sessions.Average(s => s.Health), 3), "", "> 0.85"));
    }

    private static double Share(long part, long all) => Math.Round((double)part / all, 4);

    private SubmitCrmTask Task(int number)
    {
        var fault = Fault();
        if (fault is not null)
            faulty++;
        return CrmTasks.Of(
            $"mix-{number}", Wheel[random.Next(Wheel.Length)], system.Size.Client(random.Next(system.Size.Clients)), fault,
            fault?.ContainsKey(CrmWork.HangsField) == true ? TimeoutMs : null);
    }

    private Dictionary<string, int>? Fault() => random.Next(400) switch
    {
        < 12 => new() { [CrmWork.FailsField] = 1 },
        < 14 => new() { [CrmWork.FailsField] = 2 },
        < 15 => new() { [CrmWork.FailsField] = int.MaxValue },
        < 19 => new() { [CrmWork.HangsField] = 1 },
        < 20 => new() { [CrmWork.NeverField] = 1 },
        _ => null,
    };

    private static async Task EndAsync(CrmEar.Story story, SemaphoreSlim window)
    {
        await story.End.ConfigureAwait(false);
        window.Release();
    }
}
