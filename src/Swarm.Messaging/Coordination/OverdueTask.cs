namespace Swarm.Messaging.Coordination;

/// <param name="First">It was not named before.</param>
internal sealed record OverdueTask(string TaskId, long Version, TimeSpan Running, bool First);
