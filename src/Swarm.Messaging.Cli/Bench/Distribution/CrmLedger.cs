using System.Collections.Concurrent;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>What the agents saw, all of them together: who ran where, how often, and how much at a time. It remembers what must not be.</summary>
internal sealed class CrmLedger(int slots)
{
    private const int Shown = 5;

    private readonly ConcurrentDictionary<string, string> clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> active = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string TaskId, int Attempt), int> executions = new();
    private readonly ConcurrentQueue<string> wrong = new();
    private int most;

    public int Executions => executions.Count;

    /// <summary>Executions in one session at a time, at most.</summary>
    public int MostInSession => most;

    /// <summary>An execution begins; disposing what is returned ends it.</summary>
    public Seat Enter(string agent, AgentTask task)
    {
        if (executions.AddOrUpdate((task.TaskId, task.Attempt), 1, (_, n) => n + 1) is > 1 and var times)
            wrong.Enqueue($"{task.TaskId} ran {times} times as execution {task.Attempt}");
        if (task.SessionId is { } session && clients.GetOrAdd(session, task.Client) is var owner && owner != task.Client)
            wrong.Enqueue($"{session} is {owner}'s and {task.TaskId} of {task.Client} ran in it");
        return new Seat(this, agent, task.SessionId);
    }

    public void Check()
    {
        if (!wrong.IsEmpty)
            throw new BenchWrongException($"{wrong.Count} times something happened that must not: {string.Join("; ", wrong.Take(Shown))}.");
    }

    private void Count(string place, int by)
    {
        var now = active.AddOrUpdate(place, by, (_, n) => n + by);
        if (now > slots)
            wrong.Enqueue($"{place} has {now} executions in {slots} slots");
        if (place.StartsWith("session ", StringComparison.Ordinal))
            InterlockedMax(ref most, now);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = most)
        {
        }
    }

    /// <summary>An execution in its session and at its agent.</summary>
    public sealed class Seat : IDisposable
    {
        private readonly CrmLedger ledger;
        private readonly string[] places;
        private int left;

        internal Seat(CrmLedger ledger, string agent, string? session)
        {
            (this.ledger, places) = (ledger, session is null ? [$"agent {agent}"] : [$"agent {agent}", $"session {session}"]);
            foreach (var place in places)
                ledger.Count(place, 1);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 1)
                return;
            foreach (var place in places)
                ledger.Count(place, -1);
        }
    }
}
