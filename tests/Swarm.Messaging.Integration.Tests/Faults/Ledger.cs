using System.Collections.Concurrent;

namespace Swarm.Messaging.Integration.Tests.Faults;

/// <summary>Which executions really happened, over all hosts of a test, in order.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<string> executions = new();

    public IReadOnlyList<string> Executions => [.. executions];

    public void Add(string taskId) => executions.Enqueue(taskId);

    public int Of(string taskId) => executions.Count(e => e == taskId);
}
