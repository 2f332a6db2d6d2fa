using System.Collections.Concurrent;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Execution;

/// <summary>
/// The way to targets of this process, which needs no broker. Nothing is less safe by it: only this process reads the queue of such a target, and attempts
/// that are lost with it are placed again when their leases expire, whichever way they came.
/// </summary>
internal sealed class NearTargets
{
    private readonly ConcurrentDictionary<string, Action<ExecuteTasks>> doors = new(StringComparer.Ordinal);

    /// <summary>From now on the target takes what is for it here.</summary>
    public void Open(string targetId, Action<ExecuteTasks> accept) => doors[targetId] = accept;

    /// <summary>Its queue is the way again.</summary>
    public void Close(string targetId) => doors.TryRemove(targetId, out _);

    /// <summary>The target takes what is for it here, unless it leaves in this moment.</summary>
    public bool Has(string targetId) => doors.ContainsKey(targetId);

    /// <returns>False when the target is elsewhere: then its queue is the way.</returns>
    public bool TryAccept(ExecuteTasks message)
    {
        if (!doors.TryGetValue(message.TargetId, out var accept))
            return false;
        accept(message);
        return true;
    }
}
