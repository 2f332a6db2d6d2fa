using System.Text.Json;
using Swarm.Messaging.Client;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>The tasks of one run and what must be true of each at its end.</summary>
internal sealed class TaskLoad(int count)
{
    /// <summary>A task whose lease was lost this often may be dead-lettered.</summary>
    private const int MaxAttempts = 3;

    private const int BatchSize = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A place that was reserved for a commit which a kill kept from coming lapses after 60 s.</summary>
    private static readonly TimeSpan Reserved = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan BeforeAnotherTry = TimeSpan.FromMilliseconds(100);

    public int Count => count;

    public IEnumerable<SubmitTask[]> Batches => Enumerable.Range(0, count)
        .Select(i => new SubmitTask { TaskId = $"d{i}", Client = $"client-{i % 7}", Kind = "test", Operation = "work" })
        .Chunk(BatchSize);

    /// <summary>Submits again what was not answered, until all is accepted.</summary>
    public async Task SubmitAsync(ISwarmClient client)
    {
        using var limit = new CancellationTokenSource(Patience);
        foreach (var batch in Batches)
        {
            while (!await IsAcceptedAsync(client, batch, limit.Token))
                await Task.Delay(BeforeAnotherTry, TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Each ended once; none ran twice but where a lease was lost with the process, or the store, that held it.</summary>
    /// <returns>Executions beyond one per task.</returns>
    public async Task<int> EachEndsOnceAsync(Installation installation)
    {
        using var limit = new CancellationTokenSource(Patience);
        var tasks = new Dictionary<string, TaskDetails>();
        foreach (var id in Batches.SelectMany(b => b).Select(t => t.TaskId!))
            tasks[id] = (await installation.Client.WaitForEndAsync(id, limit.Token)).ShouldNotBeNull($"{id} is lost");
        foreach (var task in tasks.Values)
        {
            if (task.Attempts.Count < MaxAttempts)
                task.State.ShouldBe(TaskStates.Completed, $"{task.TaskId}: {task.Reason}");
            task.Timeline.Count(t => TaskStates.IsEnd(t.To) && t.From != t.To).ShouldBe(1, $"ends of {task.TaskId}");
        }

        var executions = installation.Journal.Read();
        executions.Select(e => e.LeaseToken).ShouldBeUnique("one lease is one execution");
        foreach (var of in executions.GroupBy(e => e.TaskId))
        {
            var lost = Lost(tasks[of.Key]);
            of.Count().ShouldBeLessThanOrEqualTo(1 + lost, $"an execution without a lost lease: {Story(tasks[of.Key], of, installation)}");
            if (installation.Killed.Count > 0)
                of.Count(e => !installation.Killed.Contains(e.ProcessId)).ShouldBeLessThanOrEqualTo(1, $"again in a host that lives: {Story(tasks[of.Key], of, installation)}");
        }

        executions.Select(e => e.TaskId).Distinct().Count().ShouldBe(count);
        await NothingIsLeftAsync(installation);
        return executions.Count - count;
    }

    private static int Lost(TaskDetails task) => task.Timeline.Count(t => t.Event == "Lost");

    private static string Story(TaskDetails task, IEnumerable<Execution> executions, Installation installation) => string.Join(
        "\n  ",
        [
            task.TaskId,
            .. task.Timeline.Select(t => $"{t.At:mm:ss.fff} {t.Event} -> {t.To} {t.TargetId} {t.Reason}"),
            .. executions.Select(e => $"executed by {e.ProcessId}{(installation.Killed.Contains(e.ProcessId) ? " (killed)" : "")} under {e.LeaseToken}"),
        ]);

    private static async Task<bool> IsAcceptedAsync(ISwarmClient client, SubmitTask[] batch, CancellationToken cancellation)
    {
        try
        {
            var answers = await client.SubmitManyAsync(batch, cancellation);
            var refused = answers.Select(a => a.Rejected).Where(r => r is not null).ToList();
            refused.ShouldAllBe(r => r!.Code == "unavailable");
            return refused.Count == 0;
        }
        catch (SwarmClientException e) when (e.Transient)
        {
            return false;
        }
    }

    private async Task NothingIsLeftAsync(Installation installation)
    {
        var placement = default(JsonElement);
        try
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    placement = (await installation.Api.GetAsync("/api/status/placement")).Json.GetProperty("areas").GetProperty("placement");
                    return placement.GetProperty("leases").GetInt64() == 0 && placement.GetProperty("unconfirmedGrants").GetInt64() == 0
                        && placement.GetProperty("queues").EnumerateArray().All(q => q.GetProperty("waiting").GetInt64() == 0);
                },
                "no slot is held and nothing waits", Reserved);
        }
        catch (ShouldAssertException e)
        {
            throw new ShouldAssertException($"{e.Message}\n{placement}", e);
        }
        var all = (await installation.Api.GetAsync("/api/status/tasks")).Json.GetProperty("areas").GetProperty("tasks");
        (all.GetProperty("total").GetInt64(), all.GetProperty("open").GetInt64()).ShouldBe((count, 0));
    }
}
