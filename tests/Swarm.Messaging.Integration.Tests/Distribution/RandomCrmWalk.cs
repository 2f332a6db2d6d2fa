using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>Random steps over a host and agents whose executions the test ends. After each step no session may be too full or change its client.</summary>
internal sealed class RandomCrmWalk(CrmWorld world, int seed) : IAsyncDisposable
{
    private static readonly string[] Operations = ["tag_add", "tag_add", "tag_add", "note_create", "contact_update", "pipeline_update", "conversation_read", "integration_sync"];
    private static readonly string?[] Clients = ["a", "a", "b", "c", null];
    private const string Nobody = "default";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Random random = new(seed);
    private readonly List<CrmAgent> agents = [];
    private readonly List<string> submitted = [];
    private readonly ConcurrentDictionary<string, Running> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<TaskReport> told = new();
    private readonly ConcurrentQueue<string> wrong = new();
    private int born;

    /// <summary>How often each kind of step was taken.</summary>
    public SortedDictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    public async Task RunAsync(int steps)
    {
        await BirthAsync();
        await BirthAsync();
        for (var i = 0; i < steps; i++)
        {
            var (name, step) = Choose();
            Seen[name] = Seen.GetValueOrDefault(name) + 1;
            await step();
            await CheckSessionsAsync($"seed {seed}, step {i}: {name}");
        }
    }

    /// <summary>What runs succeeds, what waits gets its time and an agent, until every task has ended.</summary>
    public async Task EndAsync()
    {
        await BirthAsync();
        await Eventually.HoldsAsync(
            async () =>
            {
                foreach (var execution in running.Values)
                    End(execution, null);
                await PassAsync(TimeSpan.FromSeconds(2.5));
                await CheckSessionsAsync($"seed {seed}, end");
                return (await world.Host.Queries.CountAsync(CancellationToken.None)).Where(c => !TaskStates.IsEnd(c.Key)).Sum(c => c.Value) == 0;
            },
            "every task ends", Patience);
    }

    public async Task CheckEndAsync()
    {
        wrong.ShouldBeEmpty();
        await Eventually.HoldsAsync(
            async () => await world.Host.Get<IPlacementStore>().ReportAsync(CancellationToken.None) is { Leases: 0, UnconfirmedGrants: 0 } report && report.Queues.All(q => q.Waiting == 0)
                && (await SessionsAsync()).All(s => s.Active == 0),
            "no slot is held and nothing waits", Patience);
        var queries = world.Host.Get<BatchQueries>();
        await Eventually.HoldsAsync(async () => await queries.CountAsync(CancellationToken.None) is { Pending: 0, Processing: 0 }, "no batch is open", Patience);
        var batches = await Task.WhenAll((await queries.ListAsync(null, 1_000, CancellationToken.None)).Select(b => world.BatchAsync(b.BatchId)));
        var tasks = await Task.WhenAll(submitted.Select(async id => (await world.Host.Queries.GetAsync(id, false, CancellationToken.None)).ShouldNotBeNull($"{id} is lost")));
        await Eventually.HoldsAsync(() => world.Events.OfType<BatchCompleted>().Count() >= batches.Length, "the end of each batch is told", Patience);
        world.Events.OfType<BatchCompleted>().Select(e => e.BatchId).ShouldBe(batches.Select(b => b.BatchId), ignoreOrder: true);
        batches.ShouldNotBeEmpty();
        foreach (var batch in batches)
        {
            var good = tasks.Count(t => t.BatchId == batch.BatchId && t.State == TaskStates.Completed);
            batch.SuccessCount.ShouldBe(good, batch.BatchId);
            batch.ExpectedCount.ShouldBe(batch.SuccessCount + batch.FailureCount, batch.BatchId);
            batch.Results.Count.ShouldBe(batch.ExpectedCount, batch.BatchId);
            batch.Status.ShouldBe(good > 0 ? BatchStates.Completed : BatchStates.Failed);
        }

        var counted = batches.SelectMany(b => b.Results).Select(r => r.TaskId).ToList();
        counted.ShouldBeUnique("a task counts in one batch");
        tasks.Where(t => t.BatchId is not null).Select(t => t.TaskId).ShouldBeSubsetOf(counted);
        foreach (var task in tasks)
            task.Timeline.Count(t => TaskStates.IsEnd(t.To) && t.From != t.To).ShouldBe(1, $"ends of {task.TaskId}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in agents)
            await agent.DisposeAsync();
    }

    private (string, Func<Task>) Choose() => random.Next(100) switch
    {
        < 30 => ("submit", SubmitAsync),
        < 62 when Any() is { } execution => ("end", () => EndSomehowAsync(execution)),
        < 70 when !told.IsEmpty => ("tell again", () => TellAgainAsync(told.ElementAt(random.Next(told.Count)))),
        < 75 when submitted.Count > 0 => ("cancel", () => world.TellAsync(nameof(CancelTask), new { taskId = Pick(submitted) })),
        < 85 => ("pass", () => PassAsync(TimeSpan.FromSeconds(Pick([0.5, 1.0, 2.0, 2.5])))),
        < 88 when agents.Count > 1 => ("death", DeathAsync),
        < 91 when agents.Count < 4 => ("birth", BirthAsync),
        < 94 => ("drain", () => DrainAsync(Pick(agents).Id, undo: false)),
        < 97 => ("release", ReleaseAsync),
        _ => ("undo drain", () => DrainAsync(Pick(agents).Id, undo: true)),
    };

    private async Task SubmitAsync()
    {
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var id = $"t{submitted.Count}";
            submitted.Add(id);
            await world.SubmitAsync(id, Pick(Operations), Pick(Clients));
        }
    }

    private async Task BirthAsync()
    {
        agents.Add(await CrmAgent.StartAsync(world.Host, $"agent-{born++}", ExecuteAsync, new { maxCapacity = 5 }));
        foreach (var agent in agents)
            await DrainAsync(agent.Id, undo: true);
    }

    /// <summary>It stops without a word: what it runs ends when its leases do.</summary>
    private async Task DeathAsync()
    {
        var agent = Pick(agents);
        agents.Remove(agent);
        await agent.DisposeAsync();
        foreach (var (token, execution) in running.Where(r => agent.Executions.Any(e => e.LeaseToken == r.Key)))
        {
            execution.End.TrySetCanceled();
            running.TryRemove(token, out _);
        }

        for (var i = 0; i < 4; i++)
            await PassAsync(TimeSpan.FromSeconds(5));
    }

    private Task DrainAsync(string agent, bool undo) => world.TellAsync(nameof(DrainAgent), new { agentId = agent, undo });

    private async Task ReleaseAsync()
    {
        if (await SessionsAsync() is { Count: > 0 } sessions)
            await world.TellAsync(nameof(ReleaseBrowserSession), new { sessionId = Pick(sessions).SessionId });
    }

    private async Task<JsonElement> ExecuteAsync(ExecuteTask task)
    {
        // Nobody's work may run in a session that is bound to somebody later.
        if (task.SessionId is { } session && task.Client != Nobody && owners.GetOrAdd(session, task.Client) is var owner && owner != task.Client)
            wrong.Enqueue($"{task.TaskId} of {task.Client} runs in {session}, which is {owner}'s");
        var execution = running.GetOrAdd(task.LeaseToken, _ => new Running(task));
        try
        {
            await execution.End.Task;
            told.Enqueue(Report(task, ReportKinds.Succeeded));
            return JsonSerializer.SerializeToElement(new { task.TaskId });
        }
        catch (AgentFailure e)
        {
            told.Enqueue(Report(task, ReportKinds.Failed) with { Error = new TaskError(e.Type, e.Message, null, e.Retryable) });
            throw;
        }
    }

    private Task EndSomehowAsync(Running execution)
    {
        End(execution, random.Next(10) switch { < 6 => null, < 9 => new AgentFailure("crm_unavailable"), _ => new AgentFailure("no", "never", retryable: false) });
        return Task.CompletedTask;
    }

    private void End(Running execution, AgentFailure? failure)
    {
        running.TryRemove(execution.Task.LeaseToken, out _);
        if (failure is null)
            execution.End.TrySetResult();
        else
            execution.End.TrySetException(failure);
    }

    /// <summary>Late, and by now perhaps about an attempt that is over: it changes nothing.</summary>
    private Task TellAgainAsync(TaskReport report) =>
        world.Host.Get<TaskReportsHandler>().HandleAsync(new TaskReports { TargetId = report.Reason, Reports = [report with { Reason = null }] }, CancellationToken.None);

    /// <summary>With the agent for a reason, which a success has none of.</summary>
    private TaskReport Report(ExecuteTask task, string kind) => new()
    {
        TaskId = task.TaskId, LeaseToken = task.LeaseToken, Attempt = task.Attempt, Kind = kind,
        Reason = agents.FirstOrDefault(a => a.Executions.Any(e => e.LeaseToken == task.LeaseToken))?.Id ?? "agent-0",
    };

    private async Task PassAsync(TimeSpan time)
    {
        world.Host.Clock.Advance(time);
        world.Host.Get<LeaseKeeper>().RunOnce();
        foreach (var agent in agents)
            await agent.BeatOnceAsync();
        await world.Host.Get<TimerService>().RunOnceAsync(CancellationToken.None);
    }

    private async Task CheckSessionsAsync(string where)
    {
        foreach (var session in await SessionsAsync())
        {
            session.Active.ShouldBeInRange(0, session.Slots, $"{where}: {session.SessionId}");
            if (session.Client is { } client && owners.GetOrAdd(session.SessionId, client) is var owner)
                owner.ShouldBe(client, $"{where}: {session.SessionId}");
        }
    }

    private Task<IReadOnlyList<SessionReport>> SessionsAsync() => world.Host.Get<ISessionStore>().ListAsync(CancellationToken.None);

    private Running? Any() => running.Values.OrderBy(r => r.Task.LeaseToken, StringComparer.Ordinal).ToList() is { Count: > 0 } all ? Pick(all) : null;

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private sealed record Running(ExecuteTask Task)
    {
        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
