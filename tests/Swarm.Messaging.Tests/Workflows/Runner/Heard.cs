using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Tests.Workflows.Runner;

/// <summary>What a listener was told, and a wait for it.</summary>
internal sealed class Heard : IRunnerListener
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly List<RunnerEvent> events = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Types
    {
        get
        {
            lock (gate)
                return events.ConvertAll(e => e.Type);
        }
    }

    public void Happened(RunnerEvent happened)
    {
        lock (gate)
        {
            events.Add(happened);
            more.TrySetResult();
            more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async Task UntilAsync(string type, int times)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (events.Count(e => e.Type == type) >= times)
                    return;
                next = more.Task;
            }

            await next.WaitAsync(Patience);
        }
    }
}
