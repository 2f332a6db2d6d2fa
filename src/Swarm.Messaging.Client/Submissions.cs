using System.Runtime.InteropServices;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client;

internal static class Submissions
{
    private const int MaxTasks = 1_000;

    /// <summary>Below the 8 MiB that are read, with room for everything that is not payload.</summary>
    private const int MaxPayloadBytes = 4 * 1024 * 1024;

    /// <summary>With an id, a submission whose answer got lost is known when the transport sends it again.</summary>
    public static SubmitTask Named(SubmitTask task) =>
        task.TaskId is null && task.IdempotencyKey is null ? task with { TaskId = Guid.CreateVersion7().ToString("N") } : task;

    public static IEnumerable<IReadOnlyList<SubmitTask>> Messages(IEnumerable<SubmitTask> tasks)
    {
        var message = new List<SubmitTask>();
        var bytes = 0;
        foreach (var task in tasks)
        {
            var size = task.Payload is { } payload ? JsonMarshal.GetRawUtf8Value(payload).Length : 0;
            if (message.Count > 0 && (message.Count == MaxTasks || bytes + size > MaxPayloadBytes))
            {
                yield return message;
                (message, bytes) = ([], 0);
            }

            message.Add(Named(task));
            bytes += size;
        }

        if (message.Count > 0)
            yield return message;
    }

    /// <summary>Submits and waits for the end.</summary>
    public static async Task<TaskRun> RunAsync(ISwarmClient client, SubmitTask task, CancellationToken cancellation)
    {
        var result = await client.SubmitAsync(task, cancellation).ConfigureAwait(false);
        if (result.Rejected is { } rejected)
            return new TaskRun.Rejected(rejected);
        var id = result.Accepted!.TaskId;
        return TaskRun.Of(await client.WaitForEndAsync(id, cancellation).ConfigureAwait(false)
            ?? throw new SwarmClientException($"The task {id} was accepted and is gone: its retention ended before it was read.", transient: false));
    }
}
