using MassTransit;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Agents;

/// <summary>
/// What one agent that asks over HTTP has yet to fetch: this host consumes its queue for it. Losing it in a crash is harmless: what the agent
/// does not list in its heartbeats is sent again.
/// </summary>
internal sealed class AgentMailbox(string agentId, TimeProvider time)
{
    private const int MaxTasks = 100;
    private const int MaxBytes = 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Queue<ExecuteTask> tasks = new();
    private readonly List<string> revoked = [];
    private readonly List<string> endedSessions = [];
    private TaskCompletionSource arrived = New();
    private long askedAt = time.GetTimestamp();

    /// <summary>Set by whoever opened it.</summary>
    public HostReceiveEndpointHandle? Endpoint { get; set; }

    public TimeSpan SinceAsked => time.GetElapsedTime(Interlocked.Read(ref askedAt));

    public void Put(ExecuteTasks message)
    {
        lock (gate)
        {
            foreach (var task in message.Tasks)
                tasks.Enqueue(task);
            revoked.AddRange(message.Revoked);
            endedSessions.AddRange(message.EndedSessions);
            arrived.TrySetResult();
        }
    }

    /// <summary>Nothing more comes: whoever waits is answered.</summary>
    public void Close()
    {
        lock (gate)
            arrived.TrySetResult();
    }

    /// <summary>Waits for something, for so long at most, and takes it.</summary>
    public async Task<ExecuteTasks> TakeAsync(TimeSpan patience, CancellationToken cancellation)
    {
        Interlocked.Exchange(ref askedAt, time.GetTimestamp());
        Task some;
        lock (gate)
            some = arrived.Task;
        try
        {
            await some.WaitAsync(patience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing came.
        }

        Interlocked.Exchange(ref askedAt, time.GetTimestamp());
        lock (gate)
            return Take();
    }

    private ExecuteTasks Take()
    {
        var taken = new List<ExecuteTask>();
        for (var bytes = 0; tasks.Count > 0 && taken.Count < MaxTasks && bytes < MaxBytes;)
        {
            var task = tasks.Dequeue();
            bytes += task.Payload is { } payload ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(payload).Length : 0;
            taken.Add(task);
        }

        string[] tokens = [.. revoked];
        string[] sessions = [.. endedSessions];
        revoked.Clear();
        endedSessions.Clear();
        if (tasks.Count == 0 && arrived.Task.IsCompleted)
            arrived = New();
        return new ExecuteTasks { TargetId = agentId, Tasks = taken, Revoked = tokens, EndedSessions = sessions };
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
