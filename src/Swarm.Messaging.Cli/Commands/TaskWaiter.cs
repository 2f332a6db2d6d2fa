using System.Text.Json;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Waits for the end of a task by asking again and again; the host answers when it ends, or after the seconds asked for.</summary>
internal static class TaskWaiter
{
    private const int SecondsAtATime = 20;

    /// <param name="limit">Null: for ever.</param>
    /// <exception cref="UnavailableException">When the limit came the host could not say how the task stands.</exception>
    /// <returns>The task as last seen: not ended when the limit came first.</returns>
    public static async Task<JsonElement> WaitAsync(PatientApi api, string taskId, TimeSpan? limit, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var since = time.GetTimestamp();
        while (true)
        {
            var left = limit is { } most ? most - time.GetElapsedTime(since) : TimeSpan.MaxValue;
            var seconds = (int)Math.Clamp(Math.Ceiling(left.TotalSeconds), 0, SecondsAtATime);
            var asked = time.GetTimestamp();
            var path = Paths.Task(taskId, ("wait", seconds));
            var task = limit is null ? await api.GetAsync(path, cancellation).ConfigureAwait(false)
                : await api.GetAsync(path, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation).ConfigureAwait(false);
            if (TaskStates.IsEnd(task.GetProperty("state").GetString()!) || left <= TimeSpan.Zero || (limit is not null && time.GetElapsedTime(since) >= limit))
                return task;
            // A host that answers at once, because it stops or cannot wait, is not asked in a hurry.
            if (time.GetElapsedTime(asked) < TimeSpan.FromMilliseconds(100))
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellation).ConfigureAwait(false);
        }
    }
}
